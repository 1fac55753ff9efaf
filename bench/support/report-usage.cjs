// For the processes that bench/support/server.mjs starts.
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const { maxRSS } = process.resourceUsage();
  process.send({ cpu: (user + system) / 1_000, memory: process.memoryUsage.rss(), peak: maxRSS * 1_024 });
});
process.once('SIGTERM', () => process.exit(0));
// Whoever measures is gone.
process.once('disconnect', () => process.exit(0));
