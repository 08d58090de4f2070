package models;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import javax.annotation.processing.Generated;
import org.higher.functional.ParamTree;
import org.higher.functional.support.v1.Access;
import org.higher.functional.support.v1.Binder;
import org.higher.functional.support.v1.Containers;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.functional.support.v1.SourceLines;
import org.higher.tensor.Tensor;

/** The stateless twin of {@link Scale}: its parameters are an argument. */
@Generated("org.higher.processor.HigherProcessor")
@SourceLines("Scale.java 12:107 17,2:113")
final class FunctionalScale
        implements FunctionalLayer<FunctionalScale.Params, FunctionalScale.Bound> {
    private static final VarHandle FACTOR =
            Access.field(MethodHandles.lookup(), Scale.class, "factor", double.class);

    private final Scale model;

    private FunctionalScale(Scale model) {
        this.model = Access.exactly(Scale.class, model);
    }

    /** The twin of a model, whose parameters and configuration it reads when asked. */
    public static FunctionalScale of(Scale model) {
        return new FunctionalScale(model);
    }

    @Override
    public Scale model() {
        return model;
    }

    @Override
    public Params params() {
        return new Params(model.gain(), Containers.fixed(model.seen()));
    }

    @Override
    public Bound bind(Params params, Binder binder) {
        return new Bound(model, params);
    }

    /** Runs {@link Scale#forward} with the given parameters. */
    @Override
    public Tensor forward(Params params, Tensor x) {
        return bind(params).forward(x);
    }

    /** The parameters of {@link Scale}. */
    public record Params(Tensor gain, Tensor[] seen) implements FunctionalLayer.Params {
        @Override
        public void flatten(Leaves out) {
            out.parameter("gain", gain);
            out.array("seen", seen, Leaves::buffer);
        }

        @Override
        public Params unflatten(LeafSource in) {
            return new Params(in.parameter(gain), in.array(seen, LeafSource::buffer));
        }
    }

    /** {@link Scale}'s code over given parameters. */
    public static final class Bound implements FunctionalLayer.Bound {
        private final Tensor gain;
        private final double factor;
        private final Tensor[] seen;

        private Bound(Scale model, Params params) {
            gain = params.gain;
            factor = (double) FACTOR.get(model);
            seen = Containers.mutable(params.seen);
        }

        private Bound(Bound like, Params params) {
            gain = params.gain;
            factor = like.factor;
            seen = Containers.mutable(params.seen);
        }

        @Override
        public Params params() {
            return new Params(gain, Containers.fixed(seen));
        }

        @Override
        public Bound sameOver(ParamTree params, Binder binder) {
            return new Bound(this, (Params) params);
        }

        public Tensor gain() {
            return gain;
        }

        public Tensor[] seen() {
            return seen;
        }

        public double factor() {
            // Scale.java:11
            return 2 * factor;
        }

        @Override
        public Tensor forward(Tensor x) {
            // Scale.java:16
            seen[0] = x.detach();
            return x.mul(gain()).mul(factor);
        }
    }
}
