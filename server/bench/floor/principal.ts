/** Whom a floor answers: a team's rows, or all. */
export interface FloorPrincipal {
  userId: number;
  teamId: number;
  all: boolean;
}

export type Variables = Record<string, string | number>;

/** The answers of one set of tables. */
export interface FloorAnswers {
  /** One statement that finds whom a session token stands for; null for none. */
  principalOf(tokenHash: Buffer): Promise<FloorPrincipal | null>;
  operations: Record<string, (principal: FloorPrincipal, variables: Variables) => Promise<unknown>>;
}
