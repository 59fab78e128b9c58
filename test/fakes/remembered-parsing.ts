/** What the engine hands to a parser of expressions. */
interface Context {
  readonly attrNames?: Readonly<Record<string, string>>;
  readonly attrVals?: Readonly<Record<string, object>>;
  readonly unusedAttrNames: Record<string, true>;
  readonly unusedAttrVals: Record<string, true>;
  readonly isKeyCondition?: boolean;
}

export interface Parser {
  parse(text: string, options: { readonly context: Context }): unknown;
}

interface Remembered {
  readonly tree: unknown;
  readonly names: readonly string[];
  readonly values: readonly string[];
}

/** Stands in a remembered tree where a value stood. */
class Place {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * The engine's parser without memoization takes a third of a request; the stores ask the same few dozen expressions
 * with other values. Remembers trees by text, names and types of values, and puts the values of the day in.
 * Ranges are parsed each time, because the parser compares their ends.
 */
export function rememberParsed(parser: Parser): void {
  const parse = parser.parse.bind(parser);
  const known = new Map<string, Remembered>();
  parser.parse = (text, options) => {
    const { context } = options;
    if (/between/i.test(text)) return parse(text, options);
    const types = Object.entries(context.attrVals ?? {}).map(([name, value]) => [name, Object.keys(value)[0]]);
    const key = JSON.stringify([text, context.attrNames, types, context.isKeyCondition]);
    let remembered = known.get(key);
    if (remembered === undefined) {
      const before = { names: { ...context.unusedAttrNames }, values: { ...context.unusedAttrVals } };
      const tree = parse(text, options);
      const names = new Map(Object.entries(context.attrVals ?? {}).map(([name, value]) => [value, name]));
      remembered = {
        tree: copied(tree, (node) => (names.has(node) ? new Place(names.get(node) ?? '') : undefined)),
        names: Object.keys(before.names).filter((name) => !(name in context.unusedAttrNames)),
        values: Object.keys(before.values).filter((name) => !(name in context.unusedAttrVals)),
      };
      known.set(key, remembered);
      return tree;
    }
    for (const name of remembered.names) delete context.unusedAttrNames[name];
    for (const name of remembered.values) delete context.unusedAttrVals[name];
    return copied(remembered.tree, (node) => (node instanceof Place ? context.attrVals?.[node.name] : undefined));
  };
}

function copied(node: unknown, replaced: (node: object) => object | undefined): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const other = replaced(node);
  if (other !== undefined) return other;
  if (Array.isArray(node)) return node.map((one) => copied(one, replaced));
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(node)) copy[name] = copied(value, replaced);
  return copy;
}
