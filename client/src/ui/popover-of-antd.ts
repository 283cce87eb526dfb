/** In a module of its own, so that it comes when the first popover is opened. */
export { Popover as default } from 'antd';
