package org.higher.io;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.higher.array.DType;
import org.higher.internal.io.state.Value;
import org.higher.tensor.Tensor;

/** What a checkpoint holds under one name. */
sealed interface Entry {
    /** How people call it. */
    String describe();

    /** The tensors of a model by their dotted path, a tied parameter under its first. */
    record Model(Map<String, Tensor> parameters, Map<String, Tensor> buffers) implements Entry {
        @Override
        public String describe() {
            return "the parameters of a model";
        }
    }

    /**
     * What an optimizer remembers.
     *
     * @param rule the name of the rule's class, without its package; empty if not known
     * @param groups by group, then by the parameter's position in the group
     * @param steps how many the optimizer has taken
     */
    record States(String rule, List<List<Slot>> groups, int steps) implements Entry {
        @Override
        public String describe() {
            return "the state of an optimizer";
        }
    }

    /**
     * What an optimizer remembers of one parameter.
     *
     * @param parameter what the parameter is like; empty if not known
     * @param state {@link Value.Nothing} where it has not been updated yet
     */
    record Slot(Optional<Form> parameter, Value state) {}

    /** Element type and extents of a tensor. */
    record Form(DType dtype, List<Integer> shape) {
        static Form of(Tensor tensor) {
            return new Form(tensor.dtype(), Arrays.stream(tensor.shape()).boxed().toList());
        }

        @Override
        public String toString() {
            return dtype + " " + shape;
        }
    }

    /**
     * Hyperparameters by name: one tensor for all groups, one for each, or one for each parameter.
     *
     * @param byParameter the names of the last kind
     */
    record Hyperparameters(Map<String, List<Tensor>> values, Set<String> byParameter)
            implements Entry {
        @Override
        public String describe() {
            return "overrides";
        }
    }

    /** A {@link Long}, a {@link Double} or a {@link String} of the user's. */
    record Single(Object value) implements Entry {
        @Override
        public String describe() {
            return value instanceof String ? "a text" : "a number";
        }
    }

    /** Of a kind that this version does not know. */
    record Foreign(String kind) implements Entry {
        @Override
        public String describe() {
            return "of the kind '" + kind + "', which this version does not know";
        }
    }
}
