/** Where is looked, as a command's options: `--stage prod`, `--data mine`; empty for the default folder. */
export type Place = string;

/** A whole command that works on the place that was looked at. */
export const rekindle = (command: string, place: Place): string => inPlace(`npm run rekindle -- ${command}`, place);

/** The same, of a command that is whole but for the place. */
export const inPlace = (command: string, place: Place): string => (place === '' ? command : `${command} ${place}`);
