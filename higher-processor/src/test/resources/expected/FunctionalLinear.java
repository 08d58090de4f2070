package models;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import javax.annotation.processing.Generated;
import org.higher.functional.ParamTree;
import org.higher.functional.support.v1.Access;
import org.higher.functional.support.v1.Binder;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.functional.support.v1.SourceLines;
import org.higher.tensor.Tensor;

/** The stateless twin of {@link Linear}: its parameters are an argument. */
@Generated("org.higher.processor.HigherProcessor")
@SourceLines("Linear.java 21,2:95")
public final class FunctionalLinear
        implements FunctionalLayer<FunctionalLinear.Params, FunctionalLinear.Bound> {
    private static final VarHandle WEIGHT =
            Access.field(MethodHandles.lookup(), Linear.class, "weight", Tensor.class);
    private static final VarHandle BIAS =
            Access.field(MethodHandles.lookup(), Linear.class, "bias", Optional.class);

    private final Linear model;

    private FunctionalLinear(Linear model) {
        this.model = Access.exactly(Linear.class, model);
    }

    /** The twin of a model, whose parameters and configuration it reads when asked. */
    public static FunctionalLinear of(Linear model) {
        return new FunctionalLinear(model);
    }

    @Override
    public Linear model() {
        return model;
    }

    @Override
    public Params params() {
        return new Params(
                (Tensor) WEIGHT.get(model), Access.<Optional<Tensor>>cast(BIAS.get(model)));
    }

    @Override
    public Bound bind(Params params, Binder binder) {
        return new Bound(params);
    }

    /** Runs {@link Linear#forward} with the given parameters. */
    @Override
    public Tensor forward(Params params, Tensor x) {
        return bind(params).forward(x);
    }

    /** The parameters of {@link Linear}. */
    public record Params(Tensor weight, Optional<Tensor> bias) implements FunctionalLayer.Params {
        @Override
        public void flatten(Leaves out) {
            out.parameter("weight", weight);
            out.optional("bias", bias, Leaves::parameter);
        }

        @Override
        public Params unflatten(LeafSource in) {
            return new Params(in.parameter(weight), in.optional(bias, LeafSource::parameter));
        }
    }

    /** {@link Linear}'s code over given parameters. */
    public static final class Bound implements FunctionalLayer.Bound {
        private final Tensor weight;
        private final Optional<Tensor> bias;

        private Bound(Params params) {
            weight = params.weight;
            bias = params.bias;
        }

        @Override
        public Params params() {
            return new Params(weight, bias);
        }

        @Override
        public Bound sameOver(ParamTree params, Binder binder) {
            return new Bound((Params) params);
        }

        @Override
        public Tensor forward(Tensor x) {
            // Linear.java:20
            Tensor y = x.mul(weight);
            return bias.isPresent() ? y.add(bias.get()) : y;
        }
    }
}
