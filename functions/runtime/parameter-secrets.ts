import {
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { RenewableSecrets } from './secrets.ts';

/** Secrets as SSM SecureStrings below a path such as `/rekindle/prod`. Reads are kept for five minutes. */
export class ParameterSecrets implements RenewableSecrets {
  private readonly ssm: SSMClient;
  private readonly path: string;
  private readonly wall: () => number;
  private readonly kept = new Map<string, { readonly value: string | undefined; readonly until: number }>();

  constructor(ssm: SSMClient, path: string, wall: () => number) {
    this.ssm = ssm;
    this.path = path;
    this.wall = wall;
  }

  async read(name: string): Promise<string | undefined> {
    const kept = this.kept.get(name);
    if (kept !== undefined && kept.until > this.wall()) return kept.value;
    return this.readAnew(name);
  }

  async readAnew(name: string): Promise<string | undefined> {
    const value = await this.fetch(name);
    this.kept.set(name, { value, until: this.wall() + 5 * 60_000 });
    return value;
  }

  async replace(name: string, value: string): Promise<void> {
    // Of what is stored now nothing is known until it has been written.
    this.kept.delete(name);
    await this.ssm.send(
      new PutParameterCommand({ Name: this.nameOf(name), Value: value, Type: 'SecureString', Overwrite: true }),
    );
    this.kept.set(name, { value, until: this.wall() + 5 * 60_000 });
  }

  async readOrCreate(name: string, make: () => string): Promise<string> {
    const there = await this.read(name);
    if (there !== undefined) return there;
    try {
      const value = make();
      await this.ssm.send(
        new PutParameterCommand({ Name: this.nameOf(name), Value: value, Type: 'SecureString', Overwrite: false }),
      );
      this.kept.delete(name);
      return value;
    } catch (error) {
      if (!(error instanceof ParameterAlreadyExists)) throw error;
      // Somebody else was first: theirs counts.
      this.kept.delete(name);
      const theirs = await this.fetch(name);
      if (theirs === undefined) throw error;
      return theirs;
    }
  }

  private async fetch(name: string): Promise<string | undefined> {
    try {
      const { Parameter } = await this.ssm.send(
        new GetParameterCommand({ Name: this.nameOf(name), WithDecryption: true }),
      );
      return Parameter?.Value;
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  }

  /** SSM allows letters, digits and `.-_/` only; account ids hold `:` and `@`. */
  private nameOf(name: string): string {
    return `${this.path}/${name.replace(/[^A-Za-z0-9._/-]/g, (char) => `_${char.codePointAt(0)?.toString(16)}_`)}`;
  }
}
