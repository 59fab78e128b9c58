/** What people call the clock of an IANA time zone: "New York" of America/New_York, "UTC" of UTC. */
export function zoneName(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}
