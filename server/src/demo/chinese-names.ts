import type { Random } from './random';

/** A word with its reading in Latin letters, for e-mail addresses. */
interface Word {
  text: string;
  latin: string;
}

const words = (list: string): Word[] =>
  list
    .trim()
    .split(/\s+/)
    .map((pair) => {
      const [text, latin] = pair.split(':');
      return { text: text!, latin: latin! };
    });

const surnames = words(`
  王:wang 李:li 张:zhang 刘:liu 陈:chen 杨:yang 黄:huang 赵:zhao 吴:wu 周:zhou 徐:xu 孙:sun 马:ma 朱:zhu 胡:hu 郭:guo 何:he
  林:lin 高:gao 罗:luo 郑:zheng 梁:liang 谢:xie 宋:song 唐:tang 许:xu 邓:deng 韩:han 冯:feng 曹:cao 彭:peng 曾:zeng 肖:xiao
  田:tian 董:dong 潘:pan 袁:yuan 蔡:cai 蒋:jiang 余:yu 于:yu 杜:du 叶:ye 程:cheng 魏:wei 苏:su 吕:lv 丁:ding 任:ren 卢:lu
  姚:yao 沈:shen 钟:zhong 姜:jiang 崔:cui 谭:tan 陆:lu 范:fan 汪:wang 廖:liao 石:shi 欧阳:ouyang 司马:sima 诸葛:zhuge
`);

const maleGiven = words(`
  伟:wei 强:qiang 磊:lei 军:jun 勇:yong 杰:jie 涛:tao 明:ming 超:chao 刚:gang 平:ping 辉:hui 鹏:peng 浩:hao 宇:yu 轩:xuan
  博:bo 文:wen 志:zhi 建:jian 国:guo 华:hua 海:hai 峰:feng 龙:long 斌:bin 凯:kai 毅:yi 俊:jun 睿:rui 泽:ze 晨:chen 航:hang
  旭:xu 阳:yang 诚:cheng 立:li 振:zhen 家:jia 子:zi 天:tian 一:yi 然:ran 安:an 康:kang 庆:qing
`);

const femaleGiven = words(`
  芳:fang 娜:na 敏:min 静:jing 丽:li 艳:yan 娟:juan 霞:xia 玲:ling 燕:yan 婷:ting 雪:xue 慧:hui 倩:qian 颖:ying 欣:xin
  怡:yi 佳:jia 梦:meng 琪:qi 瑶:yao 琳:lin 莹:ying 洁:jie 萍:ping 红:hong 梅:mei 兰:lan 云:yun 月:yue 思:si 雨:yu 诗:shi
  涵:han 彤:tong 晓:xiao 嘉:jia 若:ruo 文:wen 清:qing 秀:xiu 春:chun 美:mei 子:zi 语:yu 宁:ning
`);

const cores = words(`
  恒:heng 瑞:rui 鑫:xin 盛:sheng 宏:hong 远:yuan 泰:tai 达:da 顺:shun 丰:feng 华:hua 信:xin 诚:cheng 德:de 润:run 嘉:jia
  联:lian 创:chuang 新:xin 锐:rui 智:zhi 博:bo 凌:ling 云:yun 海:hai 天:tian 川:chuan 峰:feng 晟:sheng 启:qi 明:ming 康:kang
  安:an 宁:ning 和:he 正:zheng 东:dong 方:fang 辰:chen 星:xing
`);

const trades: Record<string, readonly string[]> = {
  technology: ['电子科技', '智能科技', '光电科技'],
  software: ['软件', '信息技术', '数据科技'],
  telecommunications: ['通信技术', '网络通信'],
  medical: ['医疗器械', '生物医药', '健康管理'],
  retail: ['商贸', '百货', '连锁超市'],
  finance: ['投资管理', '融资租赁'],
  marketing: ['广告传媒', '品牌策划'],
  entertainment: ['文化传播', '影视文化'],
  services: ['商务服务', '物业管理', '咨询服务'],
  employment: ['人力资源服务'],
  food: ['食品', '餐饮管理', '农业发展'],
  manufacturing: ['机械制造', '精密模具', '新材料', '汽车零部件'],
  logistics: ['物流', '国际货运', '供应链管理'],
  education: ['教育科技', '教育咨询'],
  construction: ['建筑工程', '装饰工程'],
  energy: ['新能源', '电力设备', '环保科技'],
};

const companyEndings = [
  ['有限公司', 14],
  ['股份有限公司', 3],
  ['集团有限公司', 2],
  ['（中国）有限公司', 1],
] as const;

/** Job titles of contacts, most common first. */
export const chineseTitles = [
  '总经理',
  '采购经理',
  '财务经理',
  '技术总监',
  '行政主管',
  '运营总监',
  '项目经理',
  '副总经理',
  '采购专员',
  '信息中心主任',
];

export interface InventedPerson {
  name: string;
  gender: 'male' | 'female';
  /** Local part of an e-mail address. */
  mailbox: string;
}

export interface InventedCompany {
  name: string;
  /** Host name without `.example`. */
  domain: string;
}

/** A Chinese person that doesn't exist. */
export function chinesePerson(random: Random): InventedPerson {
  const gender = random.chance(0.5) ? 'male' : 'female';
  const given = gender === 'male' ? maleGiven : femaleGiven;
  const surname = random.pick(surnames);
  const first = random.pick(given);
  const second = random.chance(0.72) ? random.pick(given) : null;
  return {
    name: surname.text + first.text + (second?.text ?? ''),
    gender,
    mailbox: `${surname.latin}.${first.latin}${second?.latin ?? ''}`,
  };
}

/** A Chinese company: city, a name of two characters, trade, legal form. */
export function chineseCompany(random: Random, city: string, industry: string): InventedCompany {
  const [first, second] = random.sample(cores, 2);
  const trade = random.pick(trades[industry] ?? ['贸易']);
  return {
    name: `${city}${first!.text}${second!.text}${trade}${random.weighted(companyEndings)}`,
    domain: `${first!.latin}${second!.latin}${random.int(10, 999)}`,
  };
}
