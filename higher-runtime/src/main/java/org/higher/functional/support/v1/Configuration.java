package org.higher.functional.support.v1;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.higher.internal.reflect.Fields;
import org.higher.internal.reflect.Inert;
import org.higher.internal.reflect.Reach;
import org.higher.internal.reflect.Reach.Found;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a model's parameters in its configuration, which its twin shares with it.
 *
 * <p>Called by generated code for fields whose type could hold anything, such as functions: a
 * lambda may have captured a layer. What the JDK keeps to itself can't be seen, say what a {@link
 * ThreadLocal} or a running task will return.
 */
public final class Configuration {
    private static final String TENSOR_REMEDY =
            "annotate the field @Trainable if it holds tensors or records of them, else hold the"
                    + " tensor in a @Trainable field, and make what uses it a method";

    private Configuration() {}

    /**
     * The value itself, if neither a trainable tensor nor a tensor of a module can be reached.
     *
     * @throws IllegalArgumentException if one can, or if that cannot be found out
     */
    public static <T> @Nullable T check(Object model, String field, @Nullable T value) {
        if (value != null && value.getClass() != Object.class && !Inert.isInert(value.getClass())) {
            Reach.from(
                    value,
                    field,
                    Bindable.class, // whoever has a twin gives it parameters
                    found -> {
                        problem(found, model).ifPresent(problem -> refuse(model, field, problem));
                        return !isUnused(found, model);
                    });
        }
        return value;
    }

    /**
     * Looks into an inherited field that no code of the twin reads, such as a superclass's list of
     * all layers: a tensor that it leads to is there, too, if it is one of the twin's parameters.
     *
     * @param owner the class that declares the field
     * @param parameters those that the twin knows
     * @throws IllegalArgumentException if a trainable tensor can be reached that is not among them,
     *     or if that cannot be found out
     */
    public static void known(Object model, Class<?> owner, String field, List<Tensor> parameters) {
        Object value = read(model, owner, field);
        if (value == null || Inert.isInert(value.getClass())) {
            return;
        }
        Set<Tensor> all = Collections.newSetFromMap(new IdentityHashMap<>());
        all.addAll(parameters);
        Reach.from(
                value,
                field,
                Bindable.class,
                found -> {
                    if (found.value() instanceof Tensor tensor
                            && tensor.requiresGrad()
                            && tensor.isLeaf()
                            && !all.contains(tensor)) {
                        refuse(
                                model,
                                field,
                                "leads to a tensor that is not among the parameters of its twin: "
                                        + found.path()
                                        + "; "
                                        + moduleAround(found)
                                                .map(m -> remedy(m, model))
                                                .orElse(TENSOR_REMEDY));
                    }
                    return true;
                });
    }

    private static @Nullable Object read(Object model, Class<?> owner, String field) {
        Optional<Field> found =
                Fields.of(owner).readable().stream()
                        .filter(f -> f.getDeclaringClass() == owner && f.getName().equals(field))
                        .findFirst();
        if (found.isEmpty()) {
            refuse(
                    model,
                    field,
                    "of "
                            + owner.getName()
                            + " cannot be looked into, and might lead to parameters; open "
                            + owner.getPackageName()
                            + " to the library in module-info.java");
        }
        return Fields.get(found.orElseThrow(), model);
    }

    /**
     * The reference of an anonymous class to the model: the compiler has seen that none uses it,
     * but in methods that the twin has, too, where it may; and not if it is a superclass's.
     */
    private static boolean isUnused(Found found, Object model) {
        if (found.value() != model || found.from() == null || !found.step().startsWith("this$")) {
            return false;
        }
        Object holder = found.from().value();
        Class<?> type = holder.getClass();
        boolean inherited =
                Fields.of(type.getSuperclass()).readable().stream()
                        .anyMatch(f -> f.isSynthetic() && Fields.get(f, holder) == model);
        return type.isAnonymousClass()
                && type.getEnclosingClass() == model.getClass()
                && !inherited
                && (type.getEnclosingMethod() == null
                        || !TwinLookup.isInTwin(type.getEnclosingMethod()));
    }

    private static Optional<String> problem(Found found, Object model) {
        if (found.value() instanceof Tensor tensor) {
            Optional<Object> module = moduleAround(found);
            return tensor.requiresGrad() || module.isPresent()
                    ? Optional.of(
                            "leads to a tensor that its twin could not replace: "
                                    + found.path()
                                    + "; "
                                    + module.map(m -> remedy(m, model)).orElse(TENSOR_REMEDY))
                    : Optional.empty();
        }
        Class<?> type = found.value().getClass();
        boolean closed =
                Reach.elements(found.value()).isEmpty() && Fields.of(type).closed().isPresent();
        if (closed && !Inert.isOfJdk(type)) {
            return Optional.of(
                    "cannot be looked into at "
                            + found.path()
                            + ", and might lead to parameters; open "
                            + type.getPackageName()
                            + " to the library in module-info.java");
        }
        boolean function = type.isHidden() || found.value() instanceof MethodHandle;
        return closed && function
                ? Optional.of(
                        "cannot be looked into at "
                                + found.path()
                                + ", which the JDK has made of other functions, and might lead to"
                                + " parameters; write it as a lambda, such as x -> g.apply(f.apply(x))")
                : Optional.empty();
    }

    private static String remedy(Object module, Object model) {
        String name = module.getClass().getSimpleName();
        if (module == model) {
            return "make what uses the model a method of " + name;
        }
        return "hold the " + name + " in a field of type " + name + ", and call it in a method";
    }

    /** The outermost object on the way that has a twin. */
    private static Optional<Object> moduleAround(Found found) {
        Optional<Object> module = Optional.empty();
        for (Found f = found; f != null; f = f.from()) {
            module = TwinLookup.hasTwin(f.value().getClass()) ? Optional.of(f.value()) : module;
        }
        return module;
    }

    private static void refuse(Object model, String field, String problem) {
        throw new IllegalArgumentException(
                model.getClass().getName() + ": field " + field + " " + problem);
    }
}
