import { onOtherOwner, setOwner } from './browser-owner';

/** What another window's change of the storage looks like to this one. */
const told = (key: string | null): boolean => window.dispatchEvent(new StorageEvent('storage', { key }));

function shownAgain(persisted: boolean): void {
  const event = new Event('pageshow') as PageTransitionEvent;
  Object.defineProperty(event, 'persisted', { value: persisted });
  window.dispatchEvent(event);
}

describe('a window of a browser', () => {
  let left = 0;
  let end: () => void;

  beforeEach(() => {
    localStorage.clear();
    left = 0;
    setOwner('u1');
    end = onOtherOwner('u1', () => (left += 1));
  });
  afterEach(() => end());

  it.each([[null], ['u2']])('is left when another one says that it is of %s', (next) => {
    setOwner(next);
    told('kehu.session');
    expect(left).toBe(1);
  });

  it('is left when storage is emptied under it', () => {
    localStorage.clear();
    told(null);
    expect(left).toBe(1);
  });

  it('is left when it is shown again after that, and only then', () => {
    shownAgain(true);
    setOwner(null);
    shownAgain(false);
    expect(left).toBe(0);
    shownAgain(true);
    expect(left).toBe(1);
  });

  it('stays for the same person, and for what else is stored', () => {
    setOwner('u1');
    told('kehu.session');
    setOwner('u2');
    told('kehu.theme');
    expect(left).toBe(0);
  });
});
