package org.higher.functional.testing;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.higher.functional.BoundModule;
import org.higher.internal.reflect.Fields;
import org.higher.internal.reflect.Inert;
import org.higher.internal.reflect.Reach;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Compares what a model and its twin return, bit for bit, and says where they differ. */
final class Difference {
    /** The tensors of the model's value, and those in the same places of the twin's. */
    private final List<Tensor> own = new ArrayList<>();

    private final List<Tensor> others = new ArrayList<>();
    private Optional<String> first = Optional.empty();

    private Difference() {}

    static Difference between(@Nullable Object model, @Nullable Object twin, String name) {
        Difference difference = new Difference();
        difference.compare(model, twin, name);
        return difference;
    }

    /** What differs first among tensors of the same names. */
    static Optional<String> inEach(
            String what, Map<String, Tensor> model, Map<String, Tensor> twin) {
        if (!model.keySet().equals(twin.keySet())) {
            return Optional.of(what + ": model " + model.keySet() + ", twin " + twin.keySet());
        }
        return model.entrySet().stream()
                .flatMap(
                        entry ->
                                tensors(
                                        entry.getValue(),
                                        Objects.requireNonNull(twin.get(entry.getKey())),
                                        what + " " + entry.getKey())
                                        .stream())
                .findFirst();
    }

    /** What differs first; empty if nothing does. */
    Optional<String> first() {
        return first;
    }

    List<Tensor> modelTensors() {
        return own;
    }

    List<Tensor> twinTensors() {
        return others;
    }

    private void report(String text) {
        first = first.isPresent() ? first : Optional.of(text);
    }

    private void compare(@Nullable Object a, @Nullable Object b, String path) {
        if (a instanceof Tensor x && b instanceof Tensor y) {
            own.add(x);
            others.add(y);
            tensors(x, y, path).ifPresent(this::report);
        } else if (a == null || b == null) {
            if (a != b) {
                report(path + ": model " + a + ", twin " + b);
            }
        } else if (!(b instanceof BoundModule) && !b.getClass().isHidden()) {
            compareObjects(a, b, path); // a module or function is as good as its next call
        }
    }

    private void compareObjects(Object a, Object b, String path) {
        Optional<List<?>> parts = Reach.elements(a);
        Optional<List<?>> otherParts = Reach.elements(b);
        if (parts.isPresent() && otherParts.isPresent()) {
            compareParts(parts.get(), otherParts.get(), path);
        } else if (a.getClass() != b.getClass()) {
            report(path + ": model " + a.getClass().getName() + ", twin " + b.getClass().getName());
        } else if (Inert.isInert(a.getClass()) || Inert.isOfJdk(a.getClass())) {
            if (!Objects.deepEquals(a, b)) {
                report(path + ": model " + text(a) + ", twin " + text(b));
            }
        } else {
            for (Field field : Fields.of(a.getClass()).readable()) {
                compare(Fields.get(field, a), Fields.get(field, b), path + "." + field.getName());
            }
        }
    }

    private void compareParts(List<?> a, List<?> b, String path) {
        if (a.size() != b.size()) {
            report(path + ": model " + a.size() + " elements, twin " + b.size());
            return;
        }
        for (int i = 0; i < a.size(); i++) {
            compare(a.get(i), b.get(i), path + "[" + i + "]");
        }
    }

    private static String text(Object value) {
        return value.getClass().isArray()
                ? Arrays.deepToString(new Object[] {value})
                : value.toString();
    }

    /** The largest difference of two tensors in words; empty if every number is the same. */
    static Optional<String> tensors(Tensor model, Tensor twin, String path) {
        if (!Arrays.equals(model.shape(), twin.shape())
                || model.dtype() != twin.dtype()
                || model.taskCount() != twin.taskCount()) {
            return Optional.of(path + ": model " + kind(model) + ", twin " + kind(twin));
        }
        double[] a = numbers(model);
        double[] b = numbers(twin);
        int worst = -1;
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            if (!same(a[i], b[i])) {
                count++;
                worst = worst < 0 || gap(a[i], b[i]) > gap(a[worst], b[worst]) ? i : worst;
            }
        }
        return worst < 0
                ? Optional.empty()
                : Optional.of(
                        path
                                + ": "
                                + count
                                + " of "
                                + a.length
                                + " numbers differ, most at "
                                + worst
                                + ": model "
                                + a[worst]
                                + ", twin "
                                + b[worst]);
    }

    private static boolean same(double a, double b) {
        return a == b || Double.isNaN(a) && Double.isNaN(b);
    }

    private static double gap(double a, double b) {
        double gap = Math.abs(a - b);
        return Double.isNaN(gap) ? Double.POSITIVE_INFINITY : gap;
    }

    static double[] numbers(Tensor tensor) {
        if (tensor.taskCount() == 0) {
            return tensor.toDoubles();
        }
        return tensor.unstackTasks().stream()
                .flatMapToDouble(t -> Arrays.stream(t.toDoubles()))
                .toArray();
    }

    private static String kind(Tensor tensor) {
        String tasks = tensor.taskCount() == 0 ? "" : " for " + tensor.taskCount() + " tasks";
        return tensor.dtype() + " " + Arrays.toString(tensor.shape()) + tasks;
    }
}
