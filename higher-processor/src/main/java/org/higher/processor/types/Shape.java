package org.higher.processor.types;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;

/** How a field holds tensors or modules: one of them, or containers of containers of them. */
public sealed interface Shape {
    /** Types of keys, beside enums. */
    Set<String> KEYS =
            Set.of(
                    "java.lang.String",
                    "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Short",
                    "java.lang.Byte",
                    "java.lang.Float",
                    "java.lang.Double",
                    "java.lang.Character",
                    "java.lang.Boolean",
                    "java.math.BigInteger",
                    "java.math.BigDecimal");

    /** Containers of one kind of element; sets that keep no order are refused at run time. */
    Set<String> SEQUENCES =
            Set.of(
                    "java.util.List",
                    "java.lang.Iterable",
                    "java.util.Collection",
                    "java.util.ArrayList",
                    "java.util.LinkedList",
                    "java.util.Vector",
                    "java.util.Stack",
                    "java.util.Queue",
                    "java.util.Deque",
                    "java.util.ArrayDeque",
                    "java.util.Set",
                    "java.util.HashSet",
                    "java.util.LinkedHashSet");

    Set<String> MAPS =
            Set.of(
                    "java.util.Map",
                    "java.util.HashMap",
                    "java.util.LinkedHashMap",
                    "java.util.SortedMap",
                    "java.util.NavigableMap",
                    "java.util.TreeMap",
                    "java.util.EnumMap");

    String PARAMS = "Params";
    String BOUND = "Bound";
    String MODEL = "model";

    ClassName LIST = ClassName.get(List.class);
    ClassName MAP = ClassName.get(Map.class);
    ClassName ITERABLE = ClassName.get(Iterable.class);
    ClassName OPTIONAL = ClassName.get(Optional.class);

    /** What a list can be assigned to. */
    Set<ClassName> PLAIN = Set.of(LIST, ITERABLE, ClassName.get(Collection.class));

    /** A tensor. */
    record Leaf() implements Shape {}

    /** A module, or an interface that modules implement. */
    record Module(TypeElement type) implements Shape {}

    /** A list, or another collection with an order; {@code type} is what the field declares. */
    record ListOf(Shape element, ClassName type) implements Shape {}

    /** A map whose keys have names; {@code type} is what the field declares. */
    record MapOf(TypeName key, Shape element, ClassName type) implements Shape {}

    record ArrayOf(Shape element) implements Shape {}

    record OptionalOf(Shape element) implements Shape {}

    /**
     * An object of a class of the user's that is made of parts, such as a record of tensors.
     *
     * @param name what the twin calls the class
     * @param copied whether the class is private, and the twin has a copy of it
     */
    record ValueOf(TypeElement type, ClassName name, boolean copied, List<Part> parts)
            implements Shape {}

    /**
     * A part of a value, in the order of its constructor.
     *
     * @param field where the object has it
     * @param shape how it holds tensors; empty if the value keeps it as it is
     */
    record Part(VariableElement field, Optional<Shape> shape) {}

    /** The shape of a type; empty if it holds neither tensors nor modules in a supported way. */
    static Optional<Shape> of(TypeMirror type) {
        return of(type, other -> Optional.empty());
    }

    /** The same; {@code others} knows shapes of further classes. */
    static Optional<Shape> of(TypeMirror type, Function<DeclaredType, Optional<Shape>> others) {
        if (type instanceof ArrayType a) {
            Optional<Shape> element = of(a.getComponentType(), others);
            boolean generic =
                    a.getComponentType() instanceof DeclaredType d
                            && !d.getTypeArguments().isEmpty();
            return generic ? Optional.empty() : element.map(ArrayOf::new);
        }
        if (type instanceof WildcardType w) {
            return Optional.ofNullable(w.getExtendsBound()).flatMap(b -> of(b, others));
        }
        if (type instanceof TypeVariable variable) {
            return TypeVariables.module(variable).map(Module::new);
        }
        if (!(type instanceof DeclaredType d)) {
            return Optional.empty();
        }
        TypeElement element = (TypeElement) d.asElement();
        List<? extends TypeMirror> arguments = d.getTypeArguments();
        if (Annotations.isTensor(type)) {
            return Optional.of(new Leaf());
        }
        if (Annotations.isFunctional(element)) {
            return Optional.of(new Module(element));
        }
        ClassName declared = ClassName.get(element);
        String name = element.getQualifiedName().toString();
        if (arguments.size() == 1 && SEQUENCES.contains(name)) {
            return of(arguments.get(0), others).map(e -> new ListOf(e, declared));
        }
        if (arguments.size() == 2 && MAPS.contains(name) && isKey(arguments.get(0))) {
            TypeName key = TypeName.get(arguments.get(0));
            return of(arguments.get(1), others).map(e -> new MapOf(key, e, declared));
        }
        return name.equals("java.util.Optional") && arguments.size() == 1
                ? of(arguments.get(0), others).map(OptionalOf::new)
                : others.apply(d);
    }

    /** Whether keys of a type have names that say which they are: texts, numbers, enums. */
    private static boolean isKey(TypeMirror type) {
        return Annotations.element(type)
                .filter(
                        e ->
                                e.getKind() == ElementKind.ENUM
                                        || KEYS.contains(e.getQualifiedName().toString()))
                .isPresent();
    }

    /** The classes and interfaces that a type mentions, at any depth. */
    static Stream<TypeElement> mentioned(TypeMirror type) {
        if (type instanceof ArrayType a) {
            return mentioned(a.getComponentType());
        }
        if (type instanceof WildcardType w) {
            return Stream.of(
                            Optional.ofNullable(w.getExtendsBound()),
                            Optional.ofNullable(w.getSuperBound()))
                    .flatMap(Optional::stream)
                    .flatMap(Shape::mentioned);
        }
        if (type instanceof TypeVariable variable) {
            return TypeVariables.bounds(variable);
        }
        if (type instanceof DeclaredType d) {
            return Stream.concat(
                    Stream.of((TypeElement) d.asElement()),
                    d.getTypeArguments().stream().flatMap(Shape::mentioned));
        }
        return Stream.of();
    }

    /** Whether a type mentions tensors, at any depth. */
    static boolean mentionsTensors(TypeMirror type) {
        return mentioned(type).anyMatch(t -> Annotations.isTensor(t.asType()));
    }

    /** Whether this holds modules rather than tensors. */
    default boolean holdsModules() {
        return this instanceof Module || isContainer() && element().holdsModules();
    }

    /** Whether this holds modules of a class that generated code cannot name. */
    default boolean holdsPrivateModules() {
        return this instanceof Module m && Nesting.isPrivate(m.type)
                || isContainer() && element().holdsPrivateModules();
    }

    /** Whether this has elements of some other shape. */
    default boolean isContainer() {
        return !element().equals(this);
    }

    /** The values that this is or contains, those in the parts of others included. */
    default Stream<ValueOf> values() {
        if (!(this instanceof ValueOf value)) {
            return isContainer() ? element().values() : Stream.of();
        }
        return Stream.concat(
                Stream.of(value),
                value.parts.stream().flatMap(p -> p.shape.stream()).flatMap(Shape::values));
    }

    /** What a container holds; everything else holds itself. */
    default Shape element() {
        if (this instanceof ListOf l) {
            return l.element;
        }
        if (this instanceof MapOf m) {
            return m.element;
        }
        if (this instanceof ArrayOf a) {
            return a.element;
        }
        return this instanceof OptionalOf o ? o.element : this;
    }

    /** The type of this shape in {@code Params}. */
    default TypeName paramsType() {
        return type(PARAMS);
    }

    /** The type of this shape in {@code Bound}. */
    default TypeName boundType() {
        return type(BOUND);
    }

    /** The type of a field of this shape, with objects for those of private types. */
    default TypeName modelType() {
        return type(MODEL);
    }

    /**
     * Whether the container that a field declares is not the one in {@code Params}, here or inside.
     */
    default boolean isOfItsOwn() {
        boolean own =
                this instanceof ListOf l && !PLAIN.contains(l.type)
                        || this instanceof MapOf m && !m.type.equals(MAP);
        return own || isContainer() && element().isOfItsOwn();
    }

    private TypeName type(String part) {
        if (this instanceof Leaf) {
            return Annotations.TENSOR;
        }
        if (this instanceof Module m) {
            return part.equals(MODEL)
                    ? TypeVariables.original(m.type)
                    : TwinNames.twin(m.type).nestedClass(part);
        }
        if (this instanceof ValueOf v) {
            return part.equals(MODEL) && v.copied ? ClassName.OBJECT : v.name;
        }
        TypeName element = element().type(part);
        boolean declared = !part.equals(PARAMS);
        if (this instanceof ArrayOf) {
            return ArrayTypeName.of(element);
        }
        if (this instanceof MapOf m) {
            return ParameterizedTypeName.get(declared ? m.type : MAP, m.key, element);
        }
        ClassName list = this instanceof ListOf l && declared ? l.type : LIST;
        return ParameterizedTypeName.get(this instanceof ListOf ? list : OPTIONAL, element);
    }
}
