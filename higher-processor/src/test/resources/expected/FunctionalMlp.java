package models;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.Function;
import javax.annotation.processing.Generated;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.support.v1.Access;
import org.higher.functional.support.v1.Binder;
import org.higher.functional.support.v1.Containers;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.functional.support.v1.SourceLines;
import org.higher.tensor.Tensor;

/** The stateless twin of {@link Mlp}: its parameters are an argument. */
@Generated("org.higher.processor.HigherProcessor")
@SourceLines("Mlp.java 39:170 49,4:181 52:185 54,5:186 58:191 60,7:192 70:203 74:208 78:213")
public final class FunctionalMlp
        implements FunctionalModule<FunctionalMlp.Params, FunctionalMlp.Bound> {
    private static final VarHandle SCALE =
            Access.field(MethodHandles.lookup(), Mlp.class, "scale", Tensor.class);
    private static final VarHandle FIRST =
            Access.field(MethodHandles.lookup(), Mlp.class, "first", Linear.class);
    private static final VarHandle SECOND =
            Access.field(MethodHandles.lookup(), Mlp.class, "second", Linear.class);
    private static final VarHandle BLOCKS =
            Access.field(MethodHandles.lookup(), Mlp.class, "blocks", List.class);
    private static final VarHandle SLOPE =
            Access.field(MethodHandles.lookup(), Mlp.class, "slope", double.class);
    private static final VarHandle RUNNING_MEAN =
            Access.field(MethodHandles.lookup(), Mlp.class, "runningMean", Tensor.class);

    private final Mlp model;

    private FunctionalMlp(Mlp model) {
        this.model = Access.exactly(Mlp.class, model);
    }

    /** The twin of a model, whose parameters and configuration it reads when asked. */
    public static FunctionalMlp of(Mlp model) {
        return new FunctionalMlp(model);
    }

    @Override
    public Mlp model() {
        return model;
    }

    @Override
    public Params params() {
        return new Params(
                (Tensor) SCALE.get(model),
                Binder.params((Linear) FIRST.get(model), FunctionalLinear::of),
                Binder.params((Linear) SECOND.get(model), FunctionalLinear::of),
                Containers.list(
                        Access.<List<Linear>>cast(BLOCKS.get(model)),
                        e -> Binder.params(e, FunctionalLinear::of)),
                (Tensor) RUNNING_MEAN.get(model));
    }

    @Override
    public Bound bind(Params params, Binder binder) {
        return new Bound(model, params, binder);
    }

    /** Runs {@link Mlp#forward} with the given parameters. */
    public Tensor forward(Params params, Tensor x) {
        return bind(params).forward(x);
    }

    /** The parameters of {@link Mlp}. */
    public record Params(
            Tensor scale,
            FunctionalLinear.Params first,
            FunctionalLinear.Params second,
            List<FunctionalLinear.Params> blocks,
            Tensor runningMean)
            implements ParamTree {
        @Override
        public void flatten(Leaves out) {
            out.parameter("scale", scale);
            out.tree("first", first);
            out.tree("second", second);
            out.list("blocks", blocks, Leaves::tree);
            out.buffer("runningMean", runningMean);
        }

        @Override
        public Params unflatten(LeafSource in) {
            return new Params(
                    in.parameter(scale),
                    in.tree(first),
                    in.tree(second),
                    in.list(blocks, LeafSource::tree),
                    in.buffer(runningMean));
        }
    }

    /** {@link Mlp}'s code over given parameters. */
    public static final class Bound implements BoundModule {
        private final Tensor scale;
        private final FunctionalLinear.Bound first;
        private final FunctionalLinear.Bound second;
        private final List<FunctionalLinear.Bound> blocks;
        private final double slope;
        private Tensor runningMean;
        final boolean training;

        private Bound(Mlp model, Params params, Binder binder) {
            scale = params.scale;
            first = binder.bind((Linear) FIRST.get(model), FunctionalLinear::of, params.first);
            second = binder.bind((Linear) SECOND.get(model), FunctionalLinear::of, params.second);
            blocks =
                    Containers.list(
                            Access.<List<Linear>>cast(BLOCKS.get(model)),
                            params.blocks,
                            (m, p) -> binder.bind(m, FunctionalLinear::of, p));
            slope = (double) SLOPE.get(model);
            runningMean = params.runningMean;
            training = model.training;
        }

        private Bound(Bound like, Params params, Binder binder) {
            scale = params.scale;
            first = binder.rebind(like.first, params.first);
            second = binder.rebind(like.second, params.second);
            blocks = Containers.list(like.blocks, params.blocks, (m, p) -> binder.rebind(m, p));
            slope = like.slope;
            runningMean = params.runningMean;
            training = like.training;
        }

        @Override
        public Params params() {
            return new Params(
                    scale,
                    Binder.current(first),
                    Binder.current(second),
                    Containers.list(blocks, Binder::current),
                    runningMean);
        }

        @Override
        public Bound sameOver(ParamTree params, Binder binder) {
            return new Bound(this, (Params) params, binder);
        }

        /** {@code first} over these parameters. */
        public FunctionalLinear.Bound first() {
            return first;
        }

        /** {@code second} over these parameters. */
        public FunctionalLinear.Bound second() {
            return second;
        }

        /** {@code blocks} over these parameters. */
        public List<FunctionalLinear.Bound> blocks() {
            return blocks;
        }

        /** Pure: comes along. */
        public double slope() {
            // Mlp.java:38
            return slope;
        }

        /**
         * Runs the network.
         *
         * @param x its input
         */
        public Tensor forward(Tensor x) {
            // Mlp.java:47
            // the first layer
            Tensor h = activation(first.forward(x));

            for (FunctionalLinear.Bound block : blocks) {
                h = block.forward(h); // residual
            }
            Function<Tensor, Tensor> f = first::forward;
            h = f.andThen(second::forward).apply(h);
            h = blocks.stream().map(b -> b.forward(input(this.first, x))).reduce(h, Tensor::add);
            if (training) {
                runningMean = runningMean.mul(0.9).add(h.mul(1 - 0.9)); /* a buffer */
            }
            String text =
                    """
                    v%d
                      $T is not a type here
                    """
                            .formatted(Mlp.VERSION);
            return second.forward(h).mul(scale).add(0.001).mul(Math.max(1, text.length() * 0));
        }

        private Tensor input(FunctionalLinear.Bound layer, Tensor x) {
            // Mlp.java:69
            return layer.forward(x);
        }

        private Tensor activation(Tensor x) {
            // Mlp.java:73
            return clip(x.relu());
        }

        private static Tensor clip(Tensor x) {
            // Mlp.java:77
            return x.mul(0.5);
        }
    }
}
