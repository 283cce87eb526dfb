import { address, currency, emails, externalId, gender, note, otherIds, owner, people, phones } from './common-columns';
import { column, words, type ImportColumn } from './import-column';

/** What a column of a file of customers can mean. */
export const customerColumns: readonly ImportColumn[] = [
  externalId('customerid accountid companyid'),
  otherIds,
  column('kind', 'choice', 'customerkind customertype 类型 客户类型', {
    choices: {
      PERSON: words('person individual p private b2c contact 个人 自然人 人 个人客户'),
      COMPANY: words(
        'company organisation organization business c b2b enterprise corporate 公司 企业 单位 机构 企业客户',
      ),
    },
  }),
  column(
    'code',
    'text',
    'customercode customernumber customerno accountnumber accountcode 编码 客户编码 客户编号 客户代码 客户号',
  ),
  column(
    'companyName',
    'text',
    `company account accountname organization organisation organizationname organization1name customer customername
     associatedcompany client 客户 客户名称 名称 公司 公司名称 企业名称 单位 单位名称`,
  ),
  ...people.map((item) =>
    item.field === 'fullName'
      ? { ...item, aliases: item.aliases.filter((alias) => !/contact|联系人/.test(alias)) }
      : item,
  ),
  gender,
  column('birthDate', 'date', 'birthday dateofbirth dob 生日 出生日期'),
  phones,
  emails,
  ...address,
  column('otherAddresses', 'json', '其他地址', { list: true }),
  column(
    'nationalId',
    'text',
    'nationalid idnumber idcard identitynumber taxid taxnumber vatnumber 身份证 身份证号 身份证号码 证件号码 税号 统一社会信用代码',
  ),
  column('bankAccount', 'text', 'bankaccountnumber iban accountiban 银行账号 银行帐号 银行卡号'),
  column('region', 'dictionary', 'salesregion territory 地区 大区 区域 销售区域', { dictionary: 'region' }),
  column('industry', 'dictionary', 'sector 行业 所属行业', { dictionary: 'industry' }),
  column('tier', 'dictionary', 'level customertier customerlevel grade 等级 级别 客户等级 客户级别', {
    dictionary: 'tier',
  }),
  column('source', 'dictionary', 'leadsource accountsource originalsource channel 来源 客户来源 来源渠道 渠道', {
    dictionary: 'source',
  }),
  column('status', 'choice', 'customerstatus 状态 客户状态', {
    choices: {
      POTENTIAL: words('potential lead prospect new open 潜在 潜在客户 意向 新客户'),
      ACTIVE: words('active customer current 活跃 正式 正式客户 成交客户 合作中'),
      AT_RISK: words('atrisk risk 有风险 风险 流失风险 预警'),
      LOST: words('lost inactive churned former 流失 已流失 失效 无效'),
    },
  }),
  column('creditRating', 'text', 'rating 信用等级 信用评级'),
  column('creditLimit', 'decimal', 'credit 信用额度 授信额度'),
  currency,
  column('tags', 'tags', 'tag labels label groupmembership 标签', { list: true }),
  column('preferences', 'json', '偏好'),
  note,
  owner,
  column('team', 'link', 'teamname department 团队 部门 小组', { to: 'team' }),
];
