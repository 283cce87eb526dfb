import { column, words, type ImportColumn } from './import-column';

export const externalId = (aliases: string): ImportColumn =>
  column('externalId', 'text', `id externalidc extid recordid referenceid 外部编号 外部id 记录编号 ${aliases}`);

/** Ids in further systems; written for new records alone. */
export const otherIds = column('externalIds', 'ids', '其他外部编号');

const phoneKinds = {
  mobile: 'mobile',
  mobilephone: 'mobile',
  cell: 'mobile',
  cellphone: 'mobile',
  手机: 'mobile',
  手机号: 'mobile',
  手机号码: 'mobile',
  移动电话: 'mobile',
  fax: 'fax',
  businessfax: 'fax',
  homefax: 'fax',
  otherfax: 'fax',
  传真: 'fax',
  homephone: 'home',
  homephone2: 'home',
  家庭电话: 'home',
  businessphone: 'work',
  businessphone2: 'work',
  workphone: 'work',
  companyphone: 'work',
  办公电话: 'work',
  公司电话: 'work',
  座机: 'work',
  固定电话: 'work',
};

export const phones = column(
  'phones',
  'phone',
  `phone phonenumber telephone tel primaryphone mainphone otherphone personphone phone1value phone2value phone3value
   电话 联系电话 电话号码 ${Object.keys(phoneKinds).join(' ')}`,
  { list: true, kinds: phoneKinds },
);

const emailKinds = {
  personemailwork: 'work',
  businessemail: 'work',
  workemail: 'work',
  工作邮箱: 'work',
  personemailhome: 'private',
  personalemail: 'private',
  个人邮箱: 'private',
};

export const emails = column(
  'emails',
  'email',
  `email mail emailaddress emailaddresses primaryemail personemail email1value email2value email3value email2address email3address
   邮箱 电子邮箱 电子邮件 邮件地址 ${Object.keys(emailKinds).join(' ')}`,
  { list: true, kinds: emailKinds },
);

export const note = column(
  'note',
  'longText',
  'notes description comment comments remark remarks notecontent 备注 说明 描述',
);

export const currency = column('currency', 'currency', 'currencyisocode currencycode productcurrency 币种 货币');

export const owner = column(
  'owner',
  'link',
  `ownername owneremail accountowner companyowner contactowner leadowner dealowner opportunityowner salesagent salesrep
   salesperson accountmanager 负责人 客户经理 所有人 所有者 归属人 销售 销售员 业务员`,
  { to: 'user' },
);

export const product = column(
  'product',
  'link',
  'productname productid productcode sku item 产品 产品名称 产品编码 商品 商品名称',
  { to: 'product' },
);

export const customerLink = column(
  'customer',
  'link',
  `customerid customercode customername account accountid accountname company companyname associatedcompany organization
   organizationname organization1name client 客户 客户名称 客户编号 客户编码 公司 公司名称 企业名称 单位`,
  { to: 'customer' },
);

export const people = [
  column('fullName', 'text', 'name contactname personname displayname 姓名 名字 联系人 联系人姓名 客户姓名'),
  column('firstName', 'text', 'first givenname personfirstname forename 名'),
  column('lastName', 'text', 'last familyname personlastname surname 姓 姓氏'),
];

export const gender = column('gender', 'choice', 'sex 性别', {
  choices: { male: words('male m man 男 男性 先生'), female: words('female f woman 女 女性 女士') },
  open: true,
});

export const country = column(
  'address.country',
  'country',
  'country countryregion countrycode billingcountry businesscountryregion mailingcountry officelocation 国家 国家地区 国别',
);

export const address = [
  column(
    'address.line',
    'text',
    'address street line addressline1 billingstreet businessstreet businessaddress organizationaddress mailingstreet homeaddress 地址 详细地址 联系地址 街道 公司地址',
  ),
  column('address.city', 'text', 'city town billingcity businesscity mailingcity 城市 市 所在城市'),
  column(
    'address.region',
    'text',
    'state province stateprovince billingstate billingstateprovince businessstate mailingstate county 省 省份 州 省市 所在省份',
  ),
  column(
    'address.postalCode',
    'text',
    'postalcode postcode zip zipcode zippostalcode billingpostalcode billingzippostalcode businesspostalcode mailingpostalcode 邮编 邮政编码',
  ),
  column('address.kind', 'text', 'addresskind addresstype 地址类型'),
  country,
];
