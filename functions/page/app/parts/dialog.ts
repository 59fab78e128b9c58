import { type ComponentChildren, h } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

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
  const isGone = useRef(false);
  // Opened together with what asked for it: until the next frame something else might take the focus, and keep it.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      isGone.current = true;
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
      // A browser may close without asking, as after a second Esc in a row: then the page has to know.
      onClose: () => {
        if (!isGone.current) close();
      },
      onClick: (event: MouseEvent) => {
        if (event.target === element.current) close();
      },
    },
    h('div', { class: 'dialog-inside' }, children),
  );
}
