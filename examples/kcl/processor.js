// Counts the events of a shard and checkpoints once they are counted. Standard output belongs to the daemon: logs go to
// standard error, and hold nothing of an event.

const kcl = require('aws-kcl');

/** At the end of what was delivered: the number of a record would lead into the midst of one that a producer aggregated. */
function checkpoint({ checkpointer }, done) {
  // A lease that was taken away by another worker ends in an error: its owner goes on from the last checkpoint.
  checkpointer.checkpoint(() => done());
}

const processor = {
  initialize(input, done) {
    this.shardId = input.shardId;
    done();
  },
  processRecords(input, done) {
    let [events, failed] = [0, 0];
    for (const { data } of input.records ?? []) {
      try {
        JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(data, 'base64')));
        events++;
      } catch {
        // Thrown, it would stop the shard for good.
        failed++;
      }
    }
    process.stderr.write(`${JSON.stringify({ shardId: this.shardId, events, failed })}\n`);
    checkpoint(input, done);
  },
  leaseLost(_input, done) {
    done();
  },
  shardEnded(input, done) {
    checkpoint(input, done);
  },
  shutdownRequested(input, done) {
    checkpoint(input, done);
  },
};

kcl(processor).run();
