const rules = 'about rules: their holders of rights are shown all of them';
const accounts = 'about accounts and teams: who keeps them is shown all of them';
const fields = 'about added fields and code tables: who keeps them is shown all of them';
const session = 'about the session itself: the proof signs in by no password';

/**
 * Fields of Query and Mutation that no request of a pair is meant to succeed with, by reason. Who lacks the right asks for those of the
 * first three kinds all the same, and has to be refused alike.
 */
export const leftOut: Readonly<Record<string, string>> = {
  accessReview: rules,
  previewRuleChange: rules,
  restoreRules: rules,
  role: rules,
  roles: rules,
  ruleCatalogue: rules,
  ruleHistory: rules,
  saveRules: rules,
  scopes: rules,
  accounts,
  addTeam: accounts,
  apiClients: accounts,
  changeAccount: accounts,
  changeTeam: accounts,
  createAccount: accounts,
  createApiClient: accounts,
  decideAccess: accounts,
  endSessions: accounts,
  resetPassword: accounts,
  revokeApiClient: accounts,
  teamTree: accounts,
  changeCustomField: fields,
  createCustomField: fields,
  customFieldDefinitions: fields,
  dictionaryItems: fields,
  restoreCustomField: fields,
  retireCustomField: fields,
  saveCustomChoice: fields,
  saveDictionaryItem: fields,
  changePassword: session,
  signIn: session,
  signOut: session,
};

/** Those of the fields that are refused to whoever lacks a right. */
export const refused = Object.keys(leftOut).filter((name) => leftOut[name] !== session);
