import { mysqlOptions } from './mysql-options';
import { openDatabase, sqliteFile } from './open-database';

it.each([
  ['sqlite:./data/kehu.db', './data/kehu.db'],
  ['sqlite:/var/lib/kehu.db', '/var/lib/kehu.db'],
  ['sqlite:///var/lib/kehu.db', '/var/lib/kehu.db'],
  ['mysql://root@localhost/kehu', null],
])('the file of %s is %s', (address, file) => expect(sqliteFile(address)).toBe(file));

it('a database in memory is refused: its second connection would see another one', () =>
  expect(() => openDatabase('sqlite::memory:')).toThrow('name a file'));

it('reads every part of a MySQL address', () => {
  expect(mysqlOptions('mariadb://us%40er:p%2Fw@db.example:3307/kehu?connections=25&ssl=on')).toMatchObject({
    host: 'db.example',
    port: 3307,
    user: 'us@er',
    password: 'p/w',
    database: 'kehu',
    connectionLimit: 25,
    ssl: {},
  });
  expect(mysqlOptions('mysql://root@localhost/kehu?socket=/run/s.sock')).toMatchObject({ socketPath: '/run/s.sock' });
  expect(mysqlOptions('mysql://root@[::1]/kehu')).toMatchObject({ host: '::1', port: 3306 });
});

it.each([
  ['kehu.db', 'not a URL'],
  ['postgres://localhost/kehu', 'no database is reached by postgres:'],
  ['mysql://root@localhost', 'names no database'],
  ['mysql://root@localhost/kehu?connections=0', 'connections'],
])('refuses %s', (address, words) => expect(() => mysqlOptions(address)).toThrow(words));

it('never says the password', () => {
  const refused = (address: string): string => {
    try {
      mysqlOptions(address);
      return 'taken';
    } catch (error) {
      return String(error);
    }
  };
  for (const address of ['mysql://root:hunter2@localhost', 'root:hunter2@localhost/kehu', '//root:hunter2@x/y']) {
    expect(refused(address)).toMatch(/^Error: (?!.*hunter2)/);
  }
});
