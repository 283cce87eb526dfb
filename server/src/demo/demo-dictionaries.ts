import type { DemoDictionaryEntry, DictionaryName } from './demo-company';

const entries = (list: string): DemoDictionaryEntry[] =>
  list
    .trim()
    .split('\n')
    .map((line) => {
      const [key, en, zh] = line.split('|').map((part) => part.trim());
      return { key: key!, en: en!, zh: zh! };
    });

/** Code tables of the demo company, in the order people see them. */
export const demoDictionaries: Record<DictionaryName, DemoDictionaryEntry[]> = {
  region: entries(`
    north-china | North China | 华北
    northeast-china | Northeast China | 东北
    northwest-china | Northwest China | 西北
    east-china | East China | 华东
    central-china | Central China | 华中
    south-china | South China | 华南
    southwest-china | Southwest China | 西南
    asia-pacific | Asia-Pacific | 亚太
    europe | Europe | 欧洲
    north-america | North America | 北美
    latin-america | Latin America | 拉美
    africa-middle-east | Africa and Middle East | 中东非洲
  `),
  industry: entries(`
    technology | Technology | 科技
    software | Software | 软件
    telecommunications | Telecommunications | 通信
    medical | Medical | 医疗健康
    retail | Retail | 零售
    finance | Finance | 金融
    marketing | Marketing | 市场营销
    entertainment | Entertainment | 文化娱乐
    services | Services | 商业服务
    employment | Employment | 人力资源
    food | Food and beverages | 食品饮料
    manufacturing | Manufacturing | 制造
    logistics | Logistics | 物流
    education | Education | 教育
    construction | Construction | 建筑
    energy | Energy | 能源
  `),
  tier: entries(`
    gold | Gold | 金牌
    silver | Silver | 银牌
    bronze | Bronze | 铜牌
    standard | Standard | 普通
  `),
  source: entries(`
    referral | Referral | 转介绍
    website | Website | 官网
    exhibition | Exhibition | 展会
    wechat | WeChat | 微信
    advertisement | Advertisement | 广告
    cold-call | Cold call | 电话开发
    partner | Partner | 合作伙伴
    import | Import | 数据导入
  `),
  opportunityStage: entries(`
    prospecting | Prospecting | 初步接触
    engaging | Engaging | 商务洽谈
    won | Won | 赢单
    lost | Lost | 输单
  `),
  productCategory: entries(`
    gtx | GTX series | GTX 系列
    mg | MG series | MG 系列
    gtk | GTK series | GTK 系列
    beverages | Beverages | 饮料
    condiments | Condiments | 调味品
    confections | Confections | 糖果点心
    dairy-products | Dairy Products | 乳制品
    grains-cereals | Grains/Cereals | 谷物
    meat-poultry | Meat/Poultry | 肉类
    produce | Produce | 农产品
    seafood | Seafood | 海鲜
    cloud | Cloud services | 云服务
    equipment | Equipment | 设备
    support | Support and training | 支持与培训
  `),
};
