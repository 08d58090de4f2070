package models;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import javax.annotation.processing.Generated;
import org.higher.functional.ParamTree;
import org.higher.functional.support.v1.Access;
import org.higher.functional.support.v1.Binder;
import org.higher.functional.support.v1.Containers;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.functional.support.v1.SourceLines;
import org.higher.tensor.Tensor;

/** The stateless twin of {@link Sequential}: its parameters are an argument. */
@Generated("org.higher.processor.HigherProcessor")
@SourceLines("Sequential.java 18,6:106 23:112,2 26:114")
public final class FunctionalSequential
        implements FunctionalLayer<FunctionalSequential.Params, FunctionalSequential.Bound> {
    private static final VarHandle LAYERS =
            Access.field(MethodHandles.lookup(), Sequential.class, "layers", List.class);

    private final Sequential model;

    private FunctionalSequential(Sequential model) {
        this.model = Access.exactly(Sequential.class, model);
    }

    /** The twin of a model, whose parameters and configuration it reads when asked. */
    public static FunctionalSequential of(Sequential model) {
        return new FunctionalSequential(model);
    }

    @Override
    public Sequential model() {
        return model;
    }

    @Override
    public Params params() {
        return new Params(
                Containers.list(
                        Access.<List<Layer>>cast(LAYERS.get(model)),
                        e -> Binder.params(e, FunctionalLayer::of)));
    }

    @Override
    public Bound bind(Params params, Binder binder) {
        return new Bound(model, params, binder);
    }

    /** Runs {@link Sequential#forward} with the given parameters. */
    @Override
    public Tensor forward(Params params, Tensor x) {
        return bind(params).forward(x);
    }

    /** The parameters of {@link Sequential}. */
    public record Params(List<FunctionalLayer.Params> layers) implements FunctionalLayer.Params {
        @Override
        public void flatten(Leaves out) {
            out.list("layers", layers, Leaves::tree);
        }

        @Override
        public Params unflatten(LeafSource in) {
            return new Params(in.list(layers, LeafSource::tree));
        }
    }

    /** {@link Sequential}'s code over given parameters. */
    public static final class Bound implements FunctionalLayer.Bound {
        private final List<FunctionalLayer.Bound> layers;

        private Bound(Sequential model, Params params, Binder binder) {
            layers =
                    Containers.list(
                            Access.<List<Layer>>cast(LAYERS.get(model)),
                            params.layers,
                            (m, p) -> binder.bind(m, FunctionalLayer::of, p));
        }

        private Bound(Bound like, Params params, Binder binder) {
            layers = Containers.list(like.layers, params.layers, (m, p) -> binder.rebind(m, p));
        }

        @Override
        public Params params() {
            return new Params(Containers.list(layers, Binder::current));
        }

        @Override
        public Bound sameOver(ParamTree params, Binder binder) {
            return new Bound(this, (Params) params, binder);
        }

        /** {@code layers} over these parameters. */
        public List<FunctionalLayer.Bound> layers() {
            return layers;
        }

        @Override
        public Tensor forward(Tensor x) {
            // Sequential.java:17
            Tensor h = x;
            for (FunctionalLayer.Bound layer : layers) {
                h =
                        switch (layer instanceof FunctionalScale.Bound ? 1 : 0) {
                            case 1 -> layer.repeat(h, 2);
                            default -> layer.forward(h);
                        };
            }
            return h;
        }
    }
}
