/** Questions to start from; each answers on the demo company. */
export interface SampleQuery {
  key: string;
  document: string;
}

export const samples: readonly SampleQuery[] = [
  {
    key: 'wonByAgent',
    document: `query WonByAgent {
  opportunityAggregate(
    where: { dataSet: { eq: "maven" }, stage: { key: { eq: "won" } } }
    groupBy: [{ owner: { name: true } }]
    orderBy: [{ sum: { amount: DESC } }]
    first: 50
  ) {
    nodes {
      key {
        owner {
          name
        }
      }
      count
      sum {
        amount
      }
    }
    totals {
      count
      sum {
        amount
      }
    }
  }
}
`,
  },
  {
    key: 'stages',
    document: `query DealsByStage {
  opportunityAggregate(
    where: { dataSet: { eq: "maven" } }
    groupBy: [{ stage: true }]
    orderBy: [{ count: DESC }]
  ) {
    nodes {
      key {
        stage {
          name
        }
      }
      count
      sum {
        amount
      }
    }
    totals {
      count
    }
  }
}
`,
  },
  {
    key: 'revenueByYear',
    document: `query RevenueByYear {
  orderItemAggregate(
    where: { dataSet: { eq: "northwind" } }
    groupBy: [{ order: { orderedAt: { bucket: YEAR } } }]
  ) {
    nodes {
      key {
        order {
          orderedAt
        }
      }
      count
      sum {
        amount
      }
    }
    totals {
      sum {
        amount
      }
    }
  }
}
`,
  },
  {
    key: 'revenueByCategory',
    document: `query RevenueByCategory {
  orderItemAggregate(
    where: { dataSet: { eq: "northwind" } }
    groupBy: [{ product: { category: true } }]
    orderBy: [{ sum: { amount: DESC } }]
  ) {
    nodes {
      key {
        product {
          category {
            name
          }
        }
      }
      sum {
        amount
      }
    }
  }
}
`,
  },
  {
    key: 'bestCustomers',
    document: `query BestCustomers {
  orderItemAggregate(
    where: { dataSet: { eq: "northwind" } }
    groupBy: [{ order: { customer: { name: true } } }]
    orderBy: [{ sum: { amount: DESC } }]
    first: 10
  ) {
    nodes {
      key {
        order {
          customer {
            name
          }
        }
      }
      sum {
        amount
      }
    }
  }
}
`,
  },
  {
    key: 'customersByTier',
    document: `query CustomersByTier {
  customerAggregate(groupBy: [{ tier: true }, { status: true }]) {
    nodes {
      key {
        tier {
          name
        }
        status
      }
      count
    }
  }
}
`,
  },
];
