package org.higher.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.higher.nn.Losses.mse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.functional.Params;
import org.higher.optim.Optimizer;
import org.higher.optim.OptimizerState;
import org.higher.optim.Overrides;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that is taken up again is, to the last bit, one that never stopped. */
class ResumeTest {
    private static final int WIDTH = 3;

    @TempDir Path folder;

    /** Everything that a meta-training run consists of. */
    private static final class Run {
        final DType dtype;
        final Models.Net model;
        final FunctionalModelsNet net;
        final Optimizer<Sgd> inner;
        final Tensor lr;
        final Overrides<Sgd> learned;
        final Optimizer<Adam> outer;
        long iteration;

        Run(long seed, DType dtype) {
            this.dtype = dtype;
            model = new Models.Net(seed, dtype);
            net = FunctionalModelsNet.of(model);
            inner = Optimizer.of(net.parameters(), new Sgd(0.1).withMomentum(0.9));
            lr = Tensor.parameter(Tensor.scalar(0.1, dtype));
            learned = Overrides.of(DifferentiableSgd.LR, lr);
            List<Tensor> all = new ArrayList<>(net.parameters());
            all.add(lr);
            outer = Optimizer.of(all, new Adam(0.01).withAmsgrad(true));
        }

        /** One outer step; the inner momentum is carried on from loop to loop. */
        void step() {
            SplittableRandom random = new SplittableRandom(iteration++);
            Tensor x = Tensor.normal(random, dtype, 4, WIDTH);
            Tensor y = x.sin();
            outer.zeroGrad();
            try (var loop =
                    Higher.innerLoop(net, inner)
                            .copyInitialWeights(false)
                            .override(learned)
                            .open()) {
                for (int k = 0; k < 2; k++) {
                    loop.step(mse(loop.model().forward(x), y));
                }
                mse(loop.model().forward(x), y).backward();
                inner.restore(loop.state());
            }
            outer.step();
            NoGrad.run(() -> model.forward(x)); // moves the running mean
        }

        void save(Path file) throws IOException {
            Checkpoint.builder()
                    .params("model", net.params())
                    .optimizer("inner", inner)
                    .optimizer("outer", outer)
                    .overrides("learned", learned)
                    .number("iteration", iteration)
                    .save(file);
        }

        void resume(Path file) throws IOException {
            Checkpoint saved = Checkpoint.load(file);
            saved.copyInto("model", net.params());
            saved.restore("inner", inner);
            saved.restore("outer", outer);
            saved.copyInto("learned", learned);
            iteration = saved.longValue("iteration");
        }

        List<String> bits() {
            List<String> bits = new ArrayList<>(Bits.of(net.parameters()));
            bits.addAll(Bits.of(Params.buffers(net.params()).values()));
            bits.addAll(Bits.of(inner.state()));
            bits.addAll(Bits.of(outer.state()));
            bits.add(Bits.of(lr));
            return bits;
        }
    }

    @ParameterizedTest
    @EnumSource
    void metaTraining(DType dtype) throws IOException {
        Path file = folder.resolve("run.zip");
        Run run = new Run(1, dtype);
        for (int i = 0; i < 3; i++) {
            run.step();
        }
        run.save(file);
        List<String> then = run.bits();

        Run resumed = new Run(2, dtype);
        resumed.resume(file);
        assertThat(resumed.bits()).isEqualTo(then);
        for (int i = 0; i < 3; i++) {
            run.step();
            resumed.step();
        }
        assertThat(resumed.bits()).isEqualTo(run.bits()).isNotEqualTo(then);
    }

    /** The state of a loop goes into a file from the loop itself, and from there into another. */
    @Test
    void anInnerLoop() throws IOException {
        Path file = folder.resolve("loop.zip");
        Run run = new Run(1, DType.FLOAT32);
        Tensor x = Tensor.ones(4, WIDTH);
        List<String> expected;
        try (var loop = Higher.innerLoop(run.net, run.inner).open()) {
            for (int k = 0; k < 2; k++) {
                loop.step(mse(loop.model().forward(x), x));
            }
            Checkpoint.builder()
                    .params("fast", loop.params())
                    .optimizer("state", run.inner, loop.state())
                    .save(file);
            loop.step(mse(loop.model().forward(x), x));
            expected = Bits.of(loop.params().leaves());
        }

        Run other = new Run(2, DType.FLOAT32);
        Checkpoint saved = Checkpoint.load(file);
        saved.copyInto("fast", other.net.params());
        OptimizerState state = saved.optimizerState("state", other.inner);
        try (var loop = Higher.innerLoop(other.net, other.inner).state(state).open()) {
            loop.step(mse(loop.model().forward(x), x));
            assertThat(Bits.of(loop.params().leaves())).isEqualTo(expected);
        }
    }
}
