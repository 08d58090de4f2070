package org.higher.internal.host.fused;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.higher.internal.backend.Program;
import org.jspecify.annotations.Nullable;

/**
 * Runs a pass block by block, and in each step by step.
 *
 * <p>Blocks are allocated to steps as registers are: one is free again after the last step that
 * reads it.
 */
final class InterpretedPass implements PassWorker {
    private final PassData data;
    private final FusedPass pass;

    /** By step; some steps share theirs. */
    private final @Nullable Object[] block;

    InterpretedPass(PassData data) {
        this.data = data;
        this.pass = data.pass();
        this.block = new Object[pass.steps().size()];
        handOutBlocks();
    }

    @Override
    public void run(int from, int to) {
        for (int at = from; at < to; at += PassData.BLOCK) {
            int n = Math.min(PassData.BLOCK, to - at);
            for (int step : pass.order()) {
                Object values = Objects.requireNonNull(block[step]);
                if (pass.isInput(step)) {
                    data.load(step, at, values, 0, n);
                } else {
                    data.compute(step, block, 0, n);
                }
                data.deliver(step, values, 0, at, n);
            }
        }
    }

    private void handOutBlocks() {
        int[] lastReader = new int[block.length];
        for (int step : pass.order()) {
            lastReader[step] = step;
            for (int operand : Program.operands(pass.step(step))) {
                lastReader[operand] = step;
            }
        }
        Deque<Object> free = new ArrayDeque<>();
        for (int step : pass.order()) {
            for (int operand : Program.operands(pass.step(step))) {
                if (pass.elementwise().get(operand) && lastReader[operand] == step) {
                    lastReader[operand] = -1; // it may be both operands
                    free.push(Objects.requireNonNull(block[operand]));
                }
            }
            // a result may take the place of its operand, element by element
            Object result = free.isEmpty() ? data.block() : free.pop();
            block[step] = result;
            if (lastReader[step] == step) {
                free.push(result);
            }
        }
    }
}
