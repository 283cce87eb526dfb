import { Drawer } from 'antd';
import { Rail } from './rail';

/** The rail as it comes in on a phone. */
export default function RailDrawer({ onClose }: { onClose: () => void }) {
  return (
    <Drawer open onClose={onClose} placement="left" size={248} closable={false} rootClassName="rail-drawer">
      <Rail onNavigate={onClose} />
    </Drawer>
  );
}
