import type { NetworkId } from './model.ts';

/** How an owner gets a network's official export: where it begins, and the steps from there. */
export interface ExportSteps {
  readonly link: string;
  readonly steps: string;
}

const STEPS: Partial<Record<NetworkId, ExportSteps>> = {
  x: {
    link: 'https://x.com/settings/download_your_data',
    steps:
      'Settings, Your account, Download an archive of your data; X has it ready after a day or so. Then: npm run rekindle -- import FILE',
  },
  instagram: {
    link: 'https://accountscenter.instagram.com/info_and_permissions/',
    steps:
      'Export your information, to your device, some of it: Followers and following; date range all time, format JSON. Then: npm run rekindle -- import FILE',
  },
  facebook: {
    link: 'https://accountscenter.facebook.com/info_and_permissions/',
    steps:
      'Export your information, to your device, some of it: Friends and followers (Connections); date range all time, format JSON. Then: npm run rekindle -- import FILE',
  },
  linkedin: {
    link: 'https://www.linkedin.com/mypreferences/d/download-my-data',
    steps:
      'Data privacy, Get a copy of your data, Connections only; it is ready after some minutes. Then: npm run rekindle -- import FILE',
  },
};

/** Undefined for networks of which no export tells who is there. */
export function exportSteps(network: NetworkId): ExportSteps | undefined {
  return STEPS[network];
}
