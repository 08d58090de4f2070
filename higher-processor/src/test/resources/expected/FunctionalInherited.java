package models;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import javax.annotation.processing.Generated;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.support.v1.Access;
import org.higher.functional.support.v1.Binder;
import org.higher.functional.support.v1.LeafSource;
import org.higher.functional.support.v1.Leaves;
import org.higher.functional.support.v1.SourceLines;
import org.higher.tensor.Tensor;

/** The stateless twin of {@link Inherited}: its parameters are an argument. */
@Generated("org.higher.processor.HigherProcessor")
@SourceLines({"Template.java 19,3:109 25:116", "Inherited.java 17:121"})
public final class FunctionalInherited
        implements FunctionalModule<FunctionalInherited.Params, FunctionalInherited.Bound> {
    private static final VarHandle SCALE_OF_TEMPLATE =
            Access.field(MethodHandles.lookup(), Template.class, "scale", double.class);
    private static final VarHandle LAST =
            Access.field(MethodHandles.lookup(), Template.class, "last", Tensor.class);

    private final Inherited model;

    private FunctionalInherited(Inherited model) {
        this.model = Access.exactly(Inherited.class, model);
    }

    /** The twin of a model, whose parameters and configuration it reads when asked. */
    public static FunctionalInherited of(Inherited model) {
        return new FunctionalInherited(model);
    }

    @Override
    public Inherited model() {
        return model;
    }

    @Override
    public Params params() {
        return new Params(
                Binder.params(model.layer, FunctionalLinear::of), (Tensor) LAST.get(model));
    }

    @Override
    public Bound bind(Params params, Binder binder) {
        return new Bound(model, params, binder);
    }

    /** Runs {@link Inherited#forward} with the given parameters. */
    public Tensor forward(Params params, Tensor x) {
        return bind(params).forward(x);
    }

    /** The parameters of {@link Inherited}. */
    public record Params(FunctionalLinear.Params layer, Tensor last) implements ParamTree {
        @Override
        public void flatten(Leaves out) {
            out.tree("layer", layer);
            out.buffer("last", last);
        }

        @Override
        public Params unflatten(LeafSource in) {
            return new Params(in.tree(layer), in.buffer(last));
        }
    }

    /** {@link Inherited}'s code over given parameters. */
    public static final class Bound implements BoundModule {
        protected final FunctionalLinear.Bound layer;
        private final double scaleOfTemplate;
        private Tensor last;
        private final double scale = 3.0;

        private Bound(Inherited model, Params params, Binder binder) {
            layer = binder.bind(model.layer, FunctionalLinear::of, params.layer);
            scaleOfTemplate = (double) SCALE_OF_TEMPLATE.get(model);
            last = params.last;
        }

        private Bound(Bound like, Params params, Binder binder) {
            layer = binder.rebind(like.layer, params.layer);
            scaleOfTemplate = like.scaleOfTemplate;
            last = params.last;
        }

        @Override
        public Params params() {
            return new Params(Binder.current(layer), last);
        }

        @Override
        public Bound sameOver(ParamTree params, Binder binder) {
            return new Bound(this, (Params) params, binder);
        }

        /** {@code layer} over these parameters. */
        public FunctionalLinear.Bound layer() {
            return layer;
        }

        /** Runs what the subclass does. */
        public Tensor forward(Tensor x) {
            // Template.java:18
            FunctionalLinear.Bound first = layer;
            last = inner(first.forward(x)).mul(scaleOfTemplate);
            return last;
        }

        private Tensor innerOfTemplate(Tensor x) {
            // Template.java:24
            return x.relu();
        }

        protected Tensor inner(Tensor x) {
            // Inherited.java:16
            return innerOfTemplate(x).mul(scale);
        }
    }
}
