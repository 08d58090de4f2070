package org.higher.functional.support.v1;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Values of a generated copy of a private enum or record, made of the original's. */
final class Counterparts {
    /** How records of a copy are made; found out once for each class. */
    private static final ClassValue<Slot> CONVERSIONS =
            new ClassValue<>() {
                @Override
                protected Slot computeValue(Class<?> copy) {
                    return new Slot();
                }
            };

    private static final class Slot {
        private volatile @Nullable Conversion conversion;
    }

    /** The getters of the original's components, their types in the copy, and its constructor. */
    private record Conversion(MethodHandle[] getters, Class<?>[] types, MethodHandle constructor) {}

    private Counterparts() {}

    static Object of(MethodHandles.Lookup caller, Class<?> copy, Object original) {
        if (copy.isPrimitive() || copy.isInstance(original)) {
            return original;
        }
        if (original instanceof Enum<?> constant) {
            return constant(copy, constant.name());
        }
        return copy.isArray() ? array(caller, copy, original) : record(caller, copy, original);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the copy of an enum is one
    private static Object constant(Class<?> copy, String name) {
        return Enum.valueOf((Class) copy, name);
    }

    private static Object array(MethodHandles.Lookup caller, Class<?> copy, Object original) {
        Object[] elements = (Object[]) original;
        Object copied = Array.newInstance(copy.getComponentType(), elements.length);
        for (int i = 0; i < elements.length; i++) {
            if (elements[i] != null) {
                Array.set(copied, i, of(caller, copy.getComponentType(), elements[i]));
            }
        }
        return copied;
    }

    private static Object record(MethodHandles.Lookup caller, Class<?> copy, Object original) {
        Slot slot = CONVERSIONS.get(copy);
        try {
            Conversion known = slot.conversion;
            if (known == null) {
                known = conversion(caller, copy, original.getClass());
                slot.conversion = known;
            }
            Object[] values = new Object[known.types.length];
            for (int i = 0; i < values.length; i++) {
                Object value = known.getters[i].invoke(original);
                values[i] = value == null ? null : of(caller, known.types[i], value);
            }
            return known.constructor.invokeWithArguments(values);
        } catch (Throwable e) {
            throw new IllegalStateException(
                    "cannot copy a " + original.getClass().getName() + " for " + copy.getName(), e);
        }
    }

    private static Conversion conversion(
            MethodHandles.Lookup caller, Class<?> copy, Class<?> original)
            throws ReflectiveOperationException {
        RecordComponent[] components = copy.getRecordComponents();
        MethodHandle[] getters = new MethodHandle[components.length];
        Class<?>[] types = new Class<?>[components.length];
        MethodHandles.Lookup of = MethodHandles.privateLookupIn(original, caller);
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            getters[i] = of.unreflectGetter(original.getDeclaredField(components[i].getName()));
        }
        MethodHandle constructor =
                MethodHandles.privateLookupIn(copy, caller)
                        .findConstructor(copy, MethodType.methodType(void.class, types));
        return new Conversion(getters, types, constructor);
    }
}
