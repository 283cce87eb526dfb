const item = 'id name kind tier { key } status industry { key } region { key } updatedAt';

/** The works as documents of Kehu's own API, by operation. */
export const kehuDocuments: Readonly<Record<string, string>> = {
  W1: `query W1 { customers(first: 50) { nodes { ${item} primaryPhone nationalId owner { name } } } }`,
  W2: `query W2 {
    customers(first: 50) {
      nodes {
        id name tier { key } status updatedAt
        owner { name }
        contacts(first: 3) { nodes { id name title primaryEmail } }
        opportunities(where: { closedAt: { isNull: true } }) { nodes { id name stage { key } amount } }
        activities(first: 5) { nodes { id kind subject occurredAt } }
      }
    }
  }`,
  W3: `query W3($id: ID!) {
    customer(id: $id) {
      ${item} primaryEmail creditLimit lifetimeValue tags createdAt
      owner { id name email }
      team { id name }
    }
  }`,
  W4: `query W4($status: CustomerStatus!, $tier: String!, $region: String!) {
    customers(first: 50, where: { status: { eq: $status }, tier: { key: { eq: $tier } }, region: { key: { eq: $region } } }) {
      totalCount { count exact }
      nodes { ${item} }
    }
  }`,
  W5: `query W5 {
    customerAggregate(groupBy: [{ tier: true }, { region: true }]) {
      nodes { key { tier { key } region { key } } count sum { creditLimit } }
    }
  }`,
  W6: `query W6($term: String!) { customers(first: 20, where: { name: { contains: $term } }) { nodes { ${item} } } }`,
  W7: `mutation W7($input: UpdateCustomerInput!) {
    updateCustomer(input: $input) { customer { id version industry { key } updatedAt } }
  }`,
  W8: `query W8($after: String!) { customers(first: 50, after: $after) { nodes { ${item} } } }`,
};

/** Finds the cursor of the newest row that is not newer than a moment: cursors hold for the order, whatever the filter. */
export const cursorDocument =
  'query Cursor($at: DateTime!) { customers(first: 1, where: { updatedAt: { lte: $at } }) { pageInfo { endCursor } } }';
