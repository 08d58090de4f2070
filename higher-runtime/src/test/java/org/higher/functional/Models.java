package org.higher.functional;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.higher.annotations.Buffer;
import org.higher.annotations.Functional;
import org.higher.annotations.Trainable;
import org.higher.array.DType;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Models that are awkward in one way each, for comparison with their twins. */
final class Models {
    static final int WIDTH = 3;

    private Models() {}

    static Tensor parameter(RandomGenerator random, int... shape) {
        return Tensor.parameter(Tensor.normal(random, DType.FLOAT64, shape));
    }

    /** Any of the modules below. */
    @Functional
    interface Block {
        Tensor forward(Tensor x);

        default Tensor twice(Tensor x) {
            return forward(forward(x));
        }

        /** Not in the twins, which read what it sets. */
        default void eval() {}
    }

    @Functional
    static final class Dense implements Block {
        @Trainable private final Tensor weight;
        @Trainable private final @Nullable Tensor bias;

        Dense(RandomGenerator random, boolean bias) {
            this(parameter(random, WIDTH, WIDTH), bias ? parameter(random, WIDTH) : null);
        }

        Dense(Tensor weight, @Nullable Tensor bias) {
            this.weight = weight;
            this.bias = bias;
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = x.mmul(weight);
            return (bias == null ? y : y.add(bias)).tanh();
        }
    }

    /** A record with a parameter, a setting and a buffer that counts. */
    @Functional
    record Gain(@Trainable Tensor gain, double offset, @Buffer Tensor[] calls) implements Block {
        @Override
        public Tensor forward(Tensor x) {
            calls[0] = calls[0].add(1);
            return x.mul(gain()).add(offset);
        }
    }

    /** Keeps a running mean while training. */
    @Functional
    static final class Centre implements Block {
        @Buffer private Tensor mean = Tensor.zeros(DType.FLOAT64, WIDTH);
        private boolean training = true;

        @Override
        public void eval() {
            training = false;
        }

        Tensor mean() {
            return mean;
        }

        @Override
        public Tensor forward(Tensor x) {
            if (training) {
                mean = mean.mul(0.9).add(x.mean(0).mul(0.1));
            }
            return x.sub(mean);
        }
    }

    @Functional
    static final class Chain implements Block {
        private final List<Block> blocks;

        Chain(List<Block> blocks) {
            this.blocks = blocks;
        }

        @Override
        public void eval() {
            blocks.forEach(Block::eval);
        }

        @Override
        public Tensor forward(Tensor x) {
            return blocks.stream().reduce(x, (h, block) -> block.forward(h), (a, b) -> b);
        }
    }

    @Functional
    static final class Residual implements Block {
        private final Block inner;
        private final Optional<Block> skip;

        Residual(Block inner, Optional<Block> skip) {
            this.inner = inner;
            this.skip = skip;
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor around = skip.map(s -> s.forward(x)).orElse(x);
            return around.add(inner.twice(x));
        }
    }

    @Functional
    static final class Branches implements Block {
        private final Map<String, List<Block>> branches;
        private final Block[] tail;
        @Trainable private final List<Tensor> gates;

        Branches(Map<String, List<Block>> branches, Block[] tail, List<Tensor> gates) {
            this.branches = branches;
            this.tail = tail;
            this.gates = gates;
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor sum = x;
            for (List<Block> branch : branches.values()) {
                UnaryOperator<Tensor> run = t -> t;
                for (Block block : branch) {
                    UnaryOperator<Tensor> before = run;
                    run = t -> block.forward(before.apply(t));
                }
                sum = sum.add(gated(run.apply(x)));
            }
            for (Block block : tail) {
                sum = block.forward(sum);
            }
            return sum;
        }

        private Tensor gated(Tensor t) {
            Tensor y = t;
            for (Tensor gate : gates) {
                y = y.mul(gate);
            }
            return y;
        }
    }

    /** The same module twice, the same tensor twice. */
    @Functional
    static final class Tied {
        private final Centre shared = new Centre();
        private final Centre again = shared;
        private final Dense there;
        private final Dense back;

        Tied(RandomGenerator random) {
            there = new Dense(random, true);
            back = new Dense(there.weight, null);
        }

        Tensor forward(Tensor x) {
            return back.forward(again.forward(there.forward(shared.forward(x))));
        }
    }

    /** A tree of its own kind. */
    @Functional
    static final class Tree {
        @Trainable private final Tensor weight;
        @Nullable Tree left;
        private final @Nullable Tree right;

        Tree(RandomGenerator random, int depth) {
            weight = parameter(random, WIDTH);
            left = depth > 0 ? new Tree(random, depth - 1) : null;
            right = depth > 1 ? new Tree(random, depth - 2) : null;
        }

        Tensor forward(Tensor x) {
            Tensor y = x.mul(weight);
            y = left == null ? y : left.forward(y);
            return right == null ? y : y.add(right.forward(x));
        }
    }

    /** Several forward methods, and a class around a field that a subclass could change. */
    @Functional
    static class Open {
        @Trainable private final Tensor weight = Tensor.parameter(Tensor.scalar(2, DType.FLOAT64));

        Tensor forward(Tensor x) {
            return x.mul(weight);
        }

        Tensor forward(Tensor x, double... factors) {
            Tensor y = forward(x);
            for (double factor : factors) {
                y = y.mul(factor);
            }
            return y;
        }
    }

    static final class Opened extends Open {}

    /** A subclass with a twin of its own. */
    @Functional
    static final class Twinned extends Open {}

    /** Whatever the field holds, its twin takes it for what is declared. */
    @Functional
    static class Declared {
        private final Open open;

        Declared(Open open) {
            this.open = open;
        }

        Tensor forward(Tensor x) {
            return open.forward(x);
        }
    }

    /** A random module, containers in containers. */
    static Block random(RandomGenerator random, int depth) {
        int kind = depth == 0 ? random.nextInt(3) : random.nextInt(6);
        return switch (kind) {
            case 0 -> new Dense(random, random.nextBoolean());
            case 1 ->
                    new Gain(
                            parameter(random, WIDTH),
                            random.nextDouble(),
                            new Tensor[] {Tensor.scalar(0, DType.FLOAT64)});
            case 2 -> new Centre();
            case 3 -> new Chain(randoms(random, depth));
            case 4 ->
                    new Residual(
                            random(random, depth - 1),
                            random.nextBoolean()
                                    ? Optional.of(random(random, depth - 1))
                                    : Optional.empty());
            default ->
                    new Branches(
                            Map.of("a", randoms(random, depth), "b", List.of()),
                            randoms(random, depth).toArray(Block[]::new),
                            List.of(parameter(random, WIDTH)));
        };
    }

    private static List<Block> randoms(RandomGenerator random, int depth) {
        List<Block> blocks = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            blocks.add(random(random, depth - 1));
        }
        return blocks;
    }
}
