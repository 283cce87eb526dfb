import { recognise } from './recognise';

test.each([
  ['id,name', 'customer'],
  ['Name,Phone,Email', 'customer'],
  ['客户名称,手机号码,城市', 'customer'],
  ['Company,First Name,Last Name,City', 'customer'],
  ['Refused: line,Refused: reason,name', 'customer'],
  ['Company,Name,Job title', 'contact'],
  ['Product name,Unit price', 'product'],
])('tells by the columns %s that rows are of the kind %s', (headers, noun) => {
  expect(recognise(headers.split(',')).noun).toBe(noun);
});

test.each([
  // Contacts look like this, and so do companies with somebody to ask for.
  'External id,Customer,Name,Email',
  'Company,First Name,Last Name,Phone',
  '客户,姓名,电话',
  // Anything may have a name.
  'Name,Beds,Baths,Picture',
  'foo,bar',
])('does not guess what rows with the columns %s are', (headers) => {
  expect(recognise(headers.split(',')).noun).toBeNull();
});
