import type { DemoActivity, DemoCustomer } from './demo-company';
import { Random } from './random';

const day = 86_400_000;

type Language = 'zh-CN' | 'en';
type Phrase = readonly [subject: string, body: string | null];

const phrases: Record<DemoActivity['kind'], Record<Language, readonly Phrase[]>> = {
  CALL: {
    'zh-CN': [
      ['电话回访', '客户对上次交货满意，下月可能追加。'],
      ['确认报价', '对方希望账期延长到 60 天，需请示。'],
      ['未接通', null],
      ['了解年度采购计划', '预算三月底批复，届时再联系。'],
    ],
    en: [
      ['Follow-up call', 'Happy with the last delivery; may order more next month.'],
      ['Talked through the quote', 'They ask for 60 days to pay. To be cleared.'],
      ['No answer', null],
      ['Asked about the plan for the year', 'The budget is decided at the end of March.'],
    ],
  },
  VISIT: {
    'zh-CN': [
      ['上门拜访', '参观了新厂房，二期明年开工，设备需求明确。'],
      ['季度走访', '与采购、财务一起过了一遍未结事项。'],
    ],
    en: [
      ['Visit on site', 'Saw the new hall; the second phase starts next year.'],
      ['Quarterly visit', 'Went through the open points with purchasing and finance.'],
    ],
  },
  EMAIL: {
    'zh-CN': [
      ['发送产品资料', null],
      ['发送合同草案', '法务会在一周内答复。'],
      ['回复技术问题', '接口文档已附上。'],
    ],
    en: [
      ['Sent the product sheets', null],
      ['Sent the draft contract', 'Their lawyers answer within a week.'],
      ['Answered technical questions', 'Attached the interface documentation.'],
    ],
  },
  MESSAGE: {
    'zh-CN': [
      ['微信沟通交货时间', '约定周四送达。'],
      ['节日问候', null],
    ],
    en: [
      ['Agreed on the delivery slot', 'Thursday morning.'],
      ['Season greetings', null],
    ],
  },
  MEETING: {
    'zh-CN': [
      ['需求评审会', '确认了三项优先需求，下周给方案。'],
      ['商务谈判', '价格基本达成一致，剩付款方式。'],
    ],
    en: [
      ['Requirements meeting', 'Three points come first; proposal next week.'],
      ['Negotiation', 'Agreed on the price; terms of payment are left.'],
    ],
  },
  DEMO: {
    'zh-CN': [['产品演示', '关注权限和报表，要求试用两周。']],
    en: [['Product demo', 'Interested in permissions and reports; wants two weeks to try.']],
  },
  NOTE: {
    'zh-CN': [
      ['联系人变动', '原采购经理离职，新负责人下周到岗。'],
      ['竞争情况', '另有两家供应商在接触。'],
    ],
    en: [
      ['Change of contact', 'The buyer has left; the successor starts next week.'],
      ['Competition', 'Two other suppliers are talking to them.'],
    ],
  },
};

const kinds: readonly (readonly [DemoActivity['kind'], number])[] = [
  ['CALL', 34],
  ['EMAIL', 22],
  ['MESSAGE', 14],
  ['VISIT', 12],
  ['MEETING', 9],
  ['NOTE', 6],
  ['DEMO', 3],
];

/**
 * About two activities a customer over the last 18 months, more of them lately. Pool customers were looked at by the
 * manager of North.
 */
export function generatedActivities(seed: number, now: number, customers: readonly DemoCustomer[]): DemoActivity[] {
  const random = new Random(seed);
  return customers.flatMap((customer) => {
    // Published sets end long ago; being in touch with them is as recent as with others.
    const span = Math.min(540 * day, now - customer.createdAt);
    return Array.from({ length: random.int(0, 4) }, () => activity(random, now, span, customer));
  });
}

function activity(random: Random, now: number, span: number, customer: DemoCustomer): DemoActivity {
  const kind = random.weighted(kinds);
  const [subject, body] = random.pick(phrases[kind][customer.preferences.language]);
  const age = Math.floor(random.next() ** 2 * span);
  return {
    customer: customer.key,
    kind,
    subject,
    body,
    occurredAt: now - age,
    owner: customer.owner ?? 'manager.north',
    dataSet: 'generated',
  };
}
