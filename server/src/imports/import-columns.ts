import type { Sentence } from '../errors/errors';
import {
  country,
  currency,
  customerLink,
  emails,
  externalId,
  gender,
  note,
  otherIds,
  owner,
  people,
  phones,
  product,
} from './common-columns';
import { customerColumns } from './customer-columns';
import { column, words, type ImportColumn } from './import-column';

/** Nouns whose records can be imported. */
export const importableNouns = [
  'customer',
  'contact',
  'product',
  'order',
  'opportunity',
  'activity',
  'ticket',
] as const;
export type ImportableNoun = (typeof importableNouns)[number];

const contact: readonly ImportColumn[] = [
  externalId('contactid personid'),
  otherIds,
  customerLink,
  ...people,
  column('title', 'text', 'jobtitle position role contacttitle organization1title 职务 职位 岗位'),
  gender,
  phones,
  // Contacts have no address; the country only tells how to read their phone numbers.
  { ...country, field: 'phoneCountry' },
  emails,
  note,
];

const productColumns: readonly ImportColumn[] = [
  externalId('productid'),
  otherIds,
  column('code', 'text', 'productcode sku itemcode productproductcode 编码 产品编码 产品编号 货号 商品编码'),
  column('name', 'text', 'product productname 名称 产品 产品名称 商品名称'),
  column(
    'category',
    'dictionary',
    'productcategory categoryname series productfamily family 类别 分类 产品类别 产品分类',
    { dictionary: 'productCategory' },
  ),
  column('price', 'decimal', 'unitprice listprice salesprice productprice 价格 单价 售价 标准价'),
  currency,
  column('active', 'boolean', 'isactive onsale enabled 在售 启用 是否在售'),
  column('discontinued', 'notBoolean', '停售 是否停售'),
];

const order: readonly ImportColumn[] = [
  externalId('orderid'),
  otherIds,
  column('code', 'text', 'ordercode ordernumber orderno orderref name 订单号 订单编号 编号 单号'),
  customerLink,
  column('orderedAt', 'dateTime', 'orderdate date createdat purchasedate 下单时间 订单日期 下单日期 日期'),
  column('status', 'choice', 'orderstatus financialstatus 状态 订单状态', {
    choices: {
      DRAFT: words('draft open pending 草稿 待确认'),
      CONFIRMED: words('confirmed processing activated 已确认 处理中'),
      SHIPPED: words('shipped fulfilled delivered 已发货 已送达'),
      PAID: words('paid completed complete closed 已付款 已完成 完成'),
      CANCELLED: words('cancelled canceled voided 已取消 取消 作废'),
    },
  }),
  currency,
  { ...product, field: 'item.product' },
  column('item.quantity', 'decimal', 'quantity qty lineitemquantity 数量'),
  column('item.unitPrice', 'decimal', 'unitprice price lineitemprice 单价 价格'),
  column('item.discount', 'share', 'discount 折扣'),
];

const opportunity: readonly ImportColumn[] = [
  externalId('opportunityid dealid'),
  otherIds,
  column(
    'name',
    'text',
    'opportunity opportunityname deal dealname dealtitle title 名称 机会名称 商机 商机名称 销售机会',
  ),
  customerLink,
  owner,
  product,
  column('stage', 'dictionary', 'dealstage stagename salesstage opportunitystage 阶段 销售阶段 商机阶段', {
    dictionary: 'opportunityStage',
  }),
  column('amount', 'decimal', 'value dealamount dealvalue closevalue 金额 预计金额 商机金额 成交金额'),
  currency,
  column('probability', 'percent', 'chance winprobability 成功率 概率 赢率'),
  column('closedAt', 'dateTime', 'closedate closed closedon dateclosed wondate 结束时间 成交日期 关闭日期 结单日期'),
  note,
];

const activity: readonly ImportColumn[] = [
  externalId('activityid taskid eventid'),
  otherIds,
  column('kind', 'choice', 'activitykind activitytype type tasksubtype channel 方式 交往方式 类型', {
    choices: {
      CALL: words('call phone phonecall logacall 电话 通话 致电'),
      VISIT: words('visit onsite 拜访 上门 上门拜访'),
      EMAIL: words('email mail 邮件 电子邮件'),
      MESSAGE: words('message sms chat im wechat 消息 短信 微信'),
      MEETING: words('meeting event appointment 会议 会面'),
      DEMO: words('demo demonstration presentation 演示'),
      NOTE: words('note other task todo 备注 笔记 其他'),
    },
  }),
  customerLink,
  column('subject', 'text', 'title activitysubject summary 主题 标题'),
  column('body', 'longText', 'notes note description comment comments details content 内容 备注 说明 描述 沟通内容'),
  column(
    'occurredAt',
    'dateTime',
    'activitydate date datetime startdatetime duedate completeddate createdat createddate 时间 日期 交往时间 拜访时间 沟通时间',
  ),
  {
    ...owner,
    aliases: [
      ...owner.aliases,
      ...words('assignedto assignedtoname activityassignedto createdby author 记录人 跟进人'),
    ],
  },
];

const ticket: readonly ImportColumn[] = [
  externalId('ticketid caseid casenumber ticketnumber'),
  otherIds,
  column('subject', 'text', 'title ticketname casesubject summary 主题 标题 问题'),
  column('description', 'longText', 'body content details comments ticketdescription 描述 说明 内容 问题描述'),
  customerLink,
  column(
    'assignee',
    'link',
    'assignedto assigneeemail ticketowner caseowner ownername owneremail agent handler 受理人 处理人 负责人',
    {
      to: 'user',
    },
  ),
  column('status', 'choice', 'ticketstatus casestatus state 状态 工单状态', {
    choices: {
      OPEN: words('open new working escalated 待处理 新建 处理中 打开'),
      PENDING: words('pending onhold waiting waitingoncontact 挂起 等待 等待中'),
      RESOLVED: words('resolved solved 已解决'),
      CLOSED: words('closed done archived 已关闭 关闭 已归档'),
    },
  }),
  column('priority', 'choice', 'ticketpriority casepriority severity 优先级 紧急程度', {
    choices: {
      LOW: words('low minor 低'),
      NORMAL: words('normal medium 中 普通 一般'),
      HIGH: words('high major 高'),
      URGENT: words('urgent critical 紧急 特急'),
    },
  }),
];

/** What columns of a file can mean, by noun. Where one alias fits two, the first wins. */
export const importColumns: Readonly<Record<ImportableNoun, readonly ImportColumn[]>> = {
  customer: customerColumns,
  contact,
  product: productColumns,
  order,
  opportunity,
  activity,
  ticket,
};

/** Columns of which a noun's file needs at least one of each group. */
export const neededColumns: Readonly<Record<ImportableNoun, readonly (readonly string[])[]>> = {
  customer: [['companyName', 'fullName', 'firstName', 'lastName']],
  contact: [['fullName', 'firstName', 'lastName'], ['customer']],
  product: [['name']],
  order: [['customer']],
  opportunity: [['name', 'product', 'customer', 'externalId']],
  activity: [['customer'], ['subject', 'body', 'kind']],
  ticket: [['customer'], ['subject']],
};

/** Nouns in words, for messages. */
export const nounNames: Readonly<Record<ImportableNoun, Sentence>> = {
  customer: { en: 'customers', zh: '客户' },
  contact: { en: 'contacts', zh: '联系人' },
  product: { en: 'products', zh: '产品' },
  order: { en: 'orders', zh: '订单' },
  opportunity: { en: 'opportunities', zh: '销售机会' },
  activity: { en: 'activities', zh: '交往记录' },
  ticket: { en: 'tickets', zh: '工单' },
};
