package io.kloigos.core.audit;

import java.util.List;

/**
 * What a look at the whole chain found.
 *
 * @param blocks how many blocks are as they were sealed
 * @param events how many events stand in them
 * @param anchorBlock what the chain was verified from: 0 for its beginning, else the block up to which it was pruned
 * @param headBlock the newest block
 * @param headHash its hash; whoever notes it elsewhere can ask later whether it still stands in the chain
 * @param problems what is not as it was sealed; empty when all is well
 */
public record Verification(
        long blocks, long events, long anchorBlock, long headBlock, String headHash, List<Problem> problems) {
    public Verification {
        problems = List.copyOf(problems);
    }

    public boolean isIntact() {
        return problems.isEmpty();
    }

    /** Something that is not as it was sealed; the block is 0 for what stands in none. */
    public record Problem(long blockNo, String message) {}

    /** A block and its hash, as noted earlier. */
    public record Known(long blockNo, String hash) {}
}
