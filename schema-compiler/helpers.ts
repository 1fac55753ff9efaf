// What compiled validators call, bundled into a file that goes beside them.
import equal from 'ajv/dist/runtime/equal';
import ucs2length from 'ajv/dist/runtime/ucs2length';
import { FORMATS } from './formats';

export { equal, FORMATS as formats, ucs2length };
