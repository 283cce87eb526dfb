import type { DocumentNode } from 'graphql';

/** Documents that are kept at most: those of an epoch and some that come once. */
const kept = 2_000;

/**
 * One small store of documents for both servers of a pair, as they have the same schemas: what was read and checked for one
 * is for the other. Nothing in it comes from a company. The documents used longest ago go first.
 */
export class SharedDocuments {
  private readonly known = new Map<string, DocumentNode>();

  async get(key: string): Promise<DocumentNode | undefined> {
    const document = this.known.get(key);
    if (document) {
      this.known.delete(key);
      this.known.set(key, document);
    }
    return document;
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    this.known.set(key, document);
    if (this.known.size > kept) this.known.delete(this.known.keys().next().value!);
  }

  async delete(key: string): Promise<boolean> {
    return this.known.delete(key);
  }
}
