import { type ComponentChildren, h } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * A dialog of the browser's own: what lies behind is out of reach, Esc and a click beside it close it, and the focus
 * goes back to where it was.
 */
export function Dialog({
  label,
  close,
  kind,
  children,
}: {
  /** Id of the heading that names it. */
  readonly label: string;
  readonly close: () => void;
  readonly kind: 'sheet' | 'small';
  readonly children?: ComponentChildren;
}) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return h(
    'dialog',
    {
      ref: element,
      class: `dialog ${kind}`,
      'aria-labelledby': label,
      onCancel: (event: Event) => {
        event.preventDefault();
        close();
      },
      onClick: (event: MouseEvent) => {
        if (event.target === element.current) close();
      },
    },
    h('div', { class: 'dialog-inside' }, children),
  );
}
