/** A city customers are placed in. */
export interface Place {
  country: string;
  province: string;
  city: string;
  /** Key of the dictionary `region`. */
  region: string;
  /** Area code or, abroad, what its fictional numbers start with (E.164). */
  dial: string;
  postalPrefix: string;
}

const places = (list: string): Place[] =>
  list
    .trim()
    .split('\n')
    .map((line) => {
      const [country, province, city, region, dial, postalPrefix] = line.split('|').map((part) => part.trim());
      return {
        country: country!,
        province: province!,
        city: city!,
        region: region!,
        dial: dial!,
        postalPrefix: postalPrefix!,
      };
    });

export const northernPlaces = places(`
  CN | 北京市 | 北京 | north-china | 10 | 1000
  CN | 天津市 | 天津 | north-china | 22 | 3000
  CN | 河北省 | 石家庄 | north-china | 311 | 0500
  CN | 山西省 | 太原 | north-china | 351 | 0300
  CN | 内蒙古自治区 | 呼和浩特 | north-china | 471 | 0100
  CN | 辽宁省 | 沈阳 | northeast-china | 24 | 1100
  CN | 辽宁省 | 大连 | northeast-china | 411 | 1160
  CN | 黑龙江省 | 哈尔滨 | northeast-china | 451 | 1500
  CN | 陕西省 | 西安 | northwest-china | 29 | 7100
  CN | 甘肃省 | 兰州 | northwest-china | 931 | 7300
`);

export const southernPlaces = places(`
  CN | 广东省 | 广州 | south-china | 20 | 5100
  CN | 广东省 | 深圳 | south-china | 755 | 5180
  CN | 广东省 | 东莞 | south-china | 769 | 5230
  CN | 福建省 | 厦门 | south-china | 592 | 3610
  CN | 海南省 | 海口 | south-china | 898 | 5700
  CN | 广西壮族自治区 | 南宁 | south-china | 771 | 5300
`);

export const easternPlaces = places(`
  CN | 上海市 | 上海 | east-china | 21 | 2000
  CN | 江苏省 | 南京 | east-china | 25 | 2100
  CN | 江苏省 | 苏州 | east-china | 512 | 2150
  CN | 浙江省 | 杭州 | east-china | 571 | 3100
  CN | 浙江省 | 宁波 | east-china | 574 | 3150
  CN | 山东省 | 青岛 | east-china | 532 | 2660
`);

export const westernPlaces = places(`
  CN | 四川省 | 成都 | southwest-china | 28 | 6100
  CN | 重庆市 | 重庆 | southwest-china | 23 | 4000
  CN | 云南省 | 昆明 | southwest-china | 871 | 6500
  CN | 湖北省 | 武汉 | central-china | 27 | 4300
  CN | 湖南省 | 长沙 | central-china | 731 | 4100
  CN | 河南省 | 郑州 | central-china | 371 | 4500
`);

/** Abroad, with number ranges that are reserved for fiction. */
export const foreignPlaces = places(`
  US | California | San Francisco | north-america | +1 | 941
  US | Washington | Seattle | north-america | +1 | 981
  US | Illinois | Chicago | north-america | +1 | 606
  US | New York | New York | north-america | +1 | 100
  US | Texas | Austin | north-america | +1 | 787
  CA | Ontario | Toronto | north-america | +1 | M5V
  GB | England | London | europe | +442079460 | EC1A
  GB | England | Manchester | europe | +441614960 | M1
  GB | Scotland | Edinburgh | europe | +441314960 | EH1
  IE | Leinster | Dublin | europe | +353209 | D02
  AU | New South Wales | Sydney | asia-pacific | +6125550 | 20
  AU | Victoria | Melbourne | asia-pacific | +6135550 | 30
`);

export const chineseStreets = [
  '人民路',
  '中山路',
  '解放大道',
  '建设路',
  '和平街',
  '科技园路',
  '创新大道',
  '长江路',
  '学府路',
  '滨河路',
  '工业园一路',
  '朝阳街',
];

export const foreignStreets = [
  'High Street',
  'Mill Lane',
  'Station Road',
  'Market Street',
  'Elm Avenue',
  'Harbor Road',
  'Church Street',
  'Kings Road',
  'Park Avenue',
  'Maple Drive',
];

/** ISO codes of the countries the published sets name in words, misspelt ones included, and their region. */
export const countriesByName: Record<string, { code: string; region: string }> = {
  'United States': { code: 'US', region: 'north-america' },
  USA: { code: 'US', region: 'north-america' },
  Canada: { code: 'CA', region: 'north-america' },
  Mexico: { code: 'MX', region: 'latin-america' },
  Argentina: { code: 'AR', region: 'latin-america' },
  Brazil: { code: 'BR', region: 'latin-america' },
  Panama: { code: 'PA', region: 'latin-america' },
  Venezuela: { code: 'VE', region: 'latin-america' },
  UK: { code: 'GB', region: 'europe' },
  Austria: { code: 'AT', region: 'europe' },
  Belgium: { code: 'BE', region: 'europe' },
  Denmark: { code: 'DK', region: 'europe' },
  Finland: { code: 'FI', region: 'europe' },
  France: { code: 'FR', region: 'europe' },
  Germany: { code: 'DE', region: 'europe' },
  Ireland: { code: 'IE', region: 'europe' },
  Italy: { code: 'IT', region: 'europe' },
  Norway: { code: 'NO', region: 'europe' },
  Poland: { code: 'PL', region: 'europe' },
  Portugal: { code: 'PT', region: 'europe' },
  Romania: { code: 'RO', region: 'europe' },
  Spain: { code: 'ES', region: 'europe' },
  Sweden: { code: 'SE', region: 'europe' },
  Switzerland: { code: 'CH', region: 'europe' },
  China: { code: 'CN', region: 'east-china' },
  Japan: { code: 'JP', region: 'asia-pacific' },
  Korea: { code: 'KR', region: 'asia-pacific' },
  Philipines: { code: 'PH', region: 'asia-pacific' },
  Jordan: { code: 'JO', region: 'africa-middle-east' },
  Kenya: { code: 'KE', region: 'africa-middle-east' },
};
