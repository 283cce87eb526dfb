import type { RoleKey } from '@kehu/shared';
import type { DataSet, DemoTeam, DemoUser } from './demo-company';
import { readDemoFile } from './demo-files';

/** Teams of the demo company, parents first. Reps of North 1 are colleagues; North 2 is what only the manager of North sees beside it. */
const teams: DemoTeam[] = [
  { key: 'company', name: 'Kehu Demo', parent: null },
  { key: 'north', name: 'North', parent: 'company' },
  { key: 'north-1', name: 'North 1', parent: 'north' },
  { key: 'north-2', name: 'North 2', parent: 'north' },
  { key: 'south', name: 'South', parent: 'company' },
  { key: 'south-1', name: 'South 1', parent: 'south' },
  { key: 'east', name: 'East', parent: 'company' },
  { key: 'west', name: 'West', parent: 'company' },
  { key: 'international', name: 'International', parent: 'company' },
  { key: 'service', name: 'Service', parent: 'company' },
  { key: 'marketing', name: 'Marketing', parent: 'company' },
  { key: 'data', name: 'Data and Compliance', parent: 'company' },
  { key: 'maven', name: 'Maven', parent: 'company' },
  { key: 'maven-central', name: 'Maven Central', parent: 'maven' },
  { key: 'maven-east', name: 'Maven East', parent: 'maven' },
  { key: 'maven-west', name: 'Maven West', parent: 'maven' },
  { key: 'northwind', name: 'Northwind', parent: 'company' },
  { key: 'northwind-london', name: 'Northwind London', parent: 'northwind' },
];

type Account = readonly [key: string, name: string, title: string, team: string, ...roles: RoleKey[]];

/** The documented demo accounts, `<key>@kehu.example`. */
const accounts: readonly Account[] = [
  ['admin', '管理员 Admin', 'System Administrator', 'company', 'director', 'administrator'],
  ['director', '林嘉欣', '总经理', 'company', 'director'],
  ['manager.north', '周建国', '北区销售经理', 'north', 'manager'],
  ['rep.north1', '王晓彤', '客户经理', 'north-1', 'sales-rep'],
  ['rep.north2', 'Daniel Fraser', 'Account Manager', 'north-1', 'sales-rep'],
  ['rep.south1', '陈子轩', '客户经理', 'south-1', 'sales-rep'],
  ['agent1', '赵雨涵', '客服专员', 'service', 'service-agent'],
  ['marketer1', 'Sophie Laurent', 'Campaign Manager', 'marketing', 'marketer'],
  ['analyst1', '李思远', '数据分析师', 'data', 'analyst'],
  ['steward', '何文静', '数据专员', 'data', 'steward'],
  ['auditor', 'Martin Weber', 'Internal Auditor', 'data', 'auditor'],
  ['dpo', '沈若兰', '个人信息保护负责人', 'data', 'dpo'],
];

/** Staff that owns records but has no sign-in. */
const colleagues: readonly Account[] = [
  ['north.zhang', '张凯', '客户经理', 'north-2', 'sales-rep'],
  ['north.sun', '孙梦瑶', '客户经理', 'north-2', 'sales-rep'],
  ['manager.south', '黄志强', '南区销售经理', 'south', 'manager'],
  ['south.liang', '梁嘉怡', '客户经理', 'south-1', 'sales-rep'],
  ['east.xu', '徐睿', '客户经理', 'east', 'sales-rep'],
  ['east.qian', '蒋诗雨', '客户经理', 'east', 'sales-rep'],
  ['east.shen', '沈浩然', '客户经理', 'east', 'sales-rep'],
  ['west.luo', '罗天宇', '客户经理', 'west', 'sales-rep'],
  ['west.tan', '谭静', '客户经理', 'west', 'sales-rep'],
  ['intl.morgan', 'Alice Morgan', 'Account Manager', 'international', 'sales-rep'],
  ['intl.byrne', 'Declan Byrne', 'Account Manager', 'international', 'sales-rep'],
  ['intl.mehta', 'Priya Mehta', 'Account Manager', 'international', 'sales-rep'],
  ['service.ma', '马康', '客服专员', 'service', 'service-agent'],
  ['service.grace', 'Grace Holloway', 'Service Agent', 'service', 'service-agent'],
];

const user = (
  [key, name, title, team, ...roles]: Account,
  host: string,
  canSignIn: boolean,
  dataSet: DataSet,
): DemoUser => ({ key, email: `${key}@${host}`, name, title, team, roles, canSignIn, dataSet });

const mailbox = (name: string): string => name.toLowerCase().replace(/ /g, '.');

/** Maven's 35 agents and 6 managers, in the team of their regional office. */
function mavenUsers(): DemoUser[] {
  const rows = readDemoFile('maven', 'sales_teams');
  const teamOf = (row: Record<string, string>): string => `maven-${row.regional_office!.toLowerCase()}`;
  const managers = new Map(rows.map((row) => [row.manager!, teamOf(row)]));
  return [
    ...[...managers].map(([name, team]): Account => [mailbox(name), name, 'Sales Manager', team, 'manager']),
    ...rows.map((row): Account => [
      mailbox(row.sales_agent!),
      row.sales_agent!,
      'Sales Agent',
      teamOf(row),
      'sales-rep',
    ]),
  ].map((account) => user(account, 'maven.example', false, 'maven'));
}

/** Northwind's 9 employees; those in London are a team of their own. */
const northwindUsers = (): DemoUser[] =>
  readDemoFile('northwind', 'employees').map((row) => {
    const name = `${row.first_name} ${row.last_name}`;
    const team = row.city === 'London' ? 'northwind-london' : 'northwind';
    const role = /Manager|President/.test(row.title!) ? 'manager' : 'sales-rep';
    return user([mailbox(name), name, row.title!, team, role], 'northwind.example', false, 'northwind');
  });

/** Teams and users of the demo company. A user's key is the local part of the e-mail address. */
export const demoStaff = (): { teams: DemoTeam[]; users: DemoUser[] } => ({
  teams,
  users: [
    ...accounts.map((account) => user(account, 'kehu.example', true, 'generated')),
    ...colleagues.map((account) => user(account, 'kehu.example', false, 'generated')),
    ...mavenUsers(),
    ...northwindUsers(),
  ],
});

/** Key of the user with this name, as {@link demoStaff} makes it. */
export const userKeyOf = mailbox;
