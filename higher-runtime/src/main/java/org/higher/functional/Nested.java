package org.higher.functional;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Things within collections within collections; used by {@link Params}. */
final class Nested {
    private Nested() {}

    /** See {@link Params#contents}. */
    static List<Object> contents(@Nullable Object nested) {
        List<Object> found = new ArrayList<>();
        collect(nested, found);
        return List.copyOf(found);
    }

    /** See {@link Params#tensors}. */
    static List<Tensor> tensors(@Nullable Object nested) {
        List<Tensor> tensors = new ArrayList<>();
        for (Object content : contents(nested)) {
            if (!(content instanceof Tensor tensor)) {
                throw new IllegalArgumentException(
                        "tensors: element "
                                + tensors.size()
                                + " is a "
                                + content.getClass().getName()
                                + ", no tensor; use Params.contents for mixed contents");
            }
            tensors.add(tensor);
        }
        return List.copyOf(tensors);
    }

    private static void collect(@Nullable Object nested, List<Object> found) {
        if (nested == null) {
            return;
        }
        if (nested instanceof Map<?, ?> map) {
            map.values().forEach(value -> collect(value, found));
        } else if (nested instanceof Iterable<?> elements) {
            elements.forEach(element -> collect(element, found));
        } else if (nested instanceof Object[] elements) {
            for (Object element : elements) {
                collect(element, found);
            }
        } else if (nested instanceof Optional<?> optional) {
            optional.ifPresent(value -> collect(value, found));
        } else if (nested instanceof ParamTree tree) {
            found.addAll(tree.leaves());
        } else {
            found.add(nested);
        }
    }
}
