import duplicates from './duplicates';
import frame from './frame';
import lists from './lists';
import records from './records';

export default { ...duplicates, ...frame, ...lists, ...records };
