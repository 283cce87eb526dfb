import type { DemoConsent, DemoCustomer, DemoTicket } from './demo-company';
import { Random } from './random';

const day = 86_400_000;

type Matter = readonly [subject: string, description: string];

const matters: Record<'zh-CN' | 'en', readonly Matter[]> = {
  'zh-CN': [
    ['发票抬头需要修改', '上月发票的公司名称写错了，请重开。'],
    ['登录不了系统', '更换手机后收不到验证码。'],
    ['设备无法开机', '网关昨天断电后指示灯不亮。'],
    ['物流进度查询', '订单显示已发货三天，还没有收到。'],
    ['申请退货', '型号买错了，未拆封，想退换。'],
    ['咨询续费价格', '年底到期，想了解续三年的优惠。'],
    ['报表数据不一致', '导出的合计与页面显示不同。'],
    ['修改联系地址', '公司搬迁，新地址下月一日启用。'],
  ],
  en: [
    ['Invoice shows the wrong name', 'Please correct the company name on the last invoice.'],
    ['Cannot sign in', 'No code arrives since I changed my phone.'],
    ['Device does not start', 'The gateway stays dark since the power cut yesterday.'],
    ['Where is my order?', 'It was shipped three days ago and has not arrived.'],
    ['Return request', 'We ordered the wrong model; the box is unopened.'],
    ['Price of renewal', 'Our plan ends in December. What do three years cost?'],
    ['Totals do not match', 'The export adds up to less than the page shows.'],
    ['New address', 'We move on the first of next month.'],
  ],
};

const priorities = [
  ['LOW', 15],
  ['NORMAL', 60],
  ['HIGH', 20],
  ['URGENT', 5],
] as const;

/** How many tickets stand how, and with whom. The first ones are agent1's open work. */
const desk: readonly (readonly [assignee: string | null, status: DemoTicket['status'], count: number])[] = [
  ['agent1', 'OPEN', 36],
  ['agent1', 'PENDING', 12],
  ['agent1', 'RESOLVED', 30],
  ['agent1', 'CLOSED', 42],
  ['service.ma', 'OPEN', 25],
  ['service.ma', 'CLOSED', 75],
  ['service.grace', 'OPEN', 25],
  ['service.grace', 'CLOSED', 75],
  [null, 'OPEN', 80],
];

/** Tickets of the last half year; half of agent1's open ones are of people with an identity number on file. */
export function generatedTickets(seed: number, now: number, customers: readonly DemoCustomer[]): DemoTicket[] {
  const random = new Random(seed);
  const generated = customers.filter(({ dataSet }) => dataSet === 'generated');
  const identified = generated.filter(({ nationalId }) => nationalId !== null);
  const numbers = new Set<string>();
  return desk.flatMap(([assignee, status, count]) =>
    Array.from({ length: count }, (_, i): DemoTicket => {
      const customer = random.pick(assignee === 'agent1' && i % 2 === 0 ? identified : generated);
      const [subject, description] = random.pick(matters[customer.preferences.language]);
      const span = Math.min((status === 'OPEN' ? 21 : 180) * day, now - customer.createdAt);
      return {
        number: ticketNumber(random, numbers),
        customer: customer.key,
        subject,
        description,
        priority: random.weighted(priorities),
        status,
        assignee,
        createdAt: now - Math.floor(random.next() * span),
        dataSet: 'generated',
      };
    }),
  );
}

/** Random rather than counted: a number tells nothing about how many there are. */
function ticketNumber(random: Random, taken: Set<string>): string {
  for (;;) {
    const number = `T-${random.digits(8)}`;
    if (taken.has(number)) continue;
    taken.add(number);
    return number;
  }
}

const evidence = {
  'zh-CN': ['官网注册时勾选', '展会现场签署', '电话录音', '客户邮件'],
  en: ['Ticked when signing up', 'Signed at the trade fair', 'Recorded call', 'E-mail of the customer'],
} as const;

/** Half of the customers agreed to marketing, some took it back; fewer decided on service and analytics. */
export function generatedConsents(seed: number, now: number, customers: readonly DemoCustomer[]): DemoConsent[] {
  const random = new Random(seed);
  const consents: DemoConsent[] = [];
  for (const customer of customers) {
    const decide = (purpose: DemoConsent['purpose'], state: DemoConsent['state']): void => {
      const span = Math.min(900 * day, now - customer.createdAt);
      consents.push({
        customer: customer.key,
        purpose,
        state,
        decidedAt: now - Math.floor(random.next() * span),
        evidence: random.pick(evidence[customer.preferences.language]),
        dataSet: 'generated',
      });
    };
    const marketing = random.next();
    if (marketing < 0.5) decide('MARKETING', 'GIVEN');
    else if (marketing < 0.58) decide('MARKETING', 'WITHDRAWN');
    if (random.chance(0.2)) decide('SERVICE', 'GIVEN');
    if (random.chance(0.1)) decide('ANALYTICS', random.chance(0.8) ? 'GIVEN' : 'WITHDRAWN');
  }
  return consents;
}
