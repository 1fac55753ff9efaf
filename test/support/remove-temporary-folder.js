const { remove } = require('./temporary-folder');

module.exports = async () => remove();
