import { Initial1764000000000 } from './1-initial';
import { Administration1764100000000 } from './2-administration';
import { SearchIndex1764200000000 } from './3-search-index';
import { CoveringIndexes1764300000000 } from './4-covering-indexes';
import { CancelledOrders1764400000000 } from './5-cancelled-orders';
import { CustomFields1764600000000 } from './7-custom-fields';
import { Jobs1764700000000 } from './8-jobs';
import { Imports1764800000000 } from './9-imports';
import { Duplicates1764900000000 } from './10-duplicates';
import { ImportSafety1765000000000 } from './11-import-safety';
import { SearchAddedTexts1765100000000 } from './12-search-added-texts';

/** Every migration, oldest first. One that has been released never changes: add another. */
export const migrations = [
  Initial1764000000000,
  Administration1764100000000,
  SearchIndex1764200000000,
  CoveringIndexes1764300000000,
  CancelledOrders1764400000000,
  CustomFields1764600000000,
  Jobs1764700000000,
  Imports1764800000000,
  Duplicates1764900000000,
  ImportSafety1765000000000,
  SearchAddedTexts1765100000000,
];
