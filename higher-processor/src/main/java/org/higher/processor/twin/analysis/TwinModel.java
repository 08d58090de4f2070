package org.higher.processor.twin.analysis;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeVariableName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import org.higher.processor.twin.copies.HelperSource;
import org.higher.processor.twin.copies.StaticRead;
import org.higher.processor.twin.copies.TypeSource;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.TwinNames;
import org.higher.processor.types.TypeNames;
import org.higher.processor.types.TypeVariables;

/**
 * All that is to be written about a model.
 *
 * @param declared the instance fields, inherited ones first, in declaration order
 * @param layerTypes the {@code @Functional} interfaces that it implements or extends
 * @param methods the methods of the twin, copied or abstract, inherited ones first
 * @param accessors a record's accessors that nobody wrote
 * @param statics the private static fields that the methods read
 * @param types the types as {@code Bound} has them
 * @param copiedTypes the private types that {@code Bound} has copies of
 * @param helpers the static methods of other classes that it has copies of
 */
public record TwinModel(
        TypeElement type,
        List<ModelField> declared,
        List<TypeElement> layerTypes,
        List<TwinMethod> methods,
        List<TwinMethod> accessors,
        List<StaticRead> statics,
        TypeNames types,
        List<TypeSource> copiedTypes,
        List<HelperSource> helpers) {
    public TwinModel {
        declared = List.copyOf(declared);
        layerTypes = List.copyOf(layerTypes);
        methods = List.copyOf(methods);
        accessors = List.copyOf(accessors);
        statics = List.copyOf(statics);
        helpers = List.copyOf(helpers);
        copiedTypes = List.copyOf(copiedTypes);
    }

    public ClassName original() {
        return ClassName.get(type);
    }

    /** How Javadoc names the original. */
    public CodeBlock link() {
        return Nesting.isPrivate(type)
                ? CodeBlock.of("{@code $L}", type.getSimpleName())
                : CodeBlock.of("{@link $T}", original());
    }

    public ClassName twin() {
        return TwinNames.twin(type);
    }

    public ClassName params() {
        return TwinNames.params(type);
    }

    public ClassName bound() {
        return TwinNames.bound(type);
    }

    /** The code that is copied. */
    public Stream<CodeBlock> code() {
        return Stream.of(
                        methods.stream().flatMap(m -> m.body().stream()),
                        helpers.stream().map(HelperSource::body),
                        copiedTypes.stream().map(TypeSource::code))
                .flatMap(s -> s);
    }

    /** The model's type, where its type arguments are not known. */
    public TypeName originalType() {
        return TypeVariables.original(type);
    }

    /** The twin's type, with the model's type parameters. */
    public TypeName twinType() {
        return TypeVariables.of(type, twin());
    }

    /** The type of {@code Bound}, with the model's type parameters. */
    public TypeName boundType() {
        return TypeVariables.of(type, bound());
    }

    /** The type parameters of the twin and of {@code Bound}. */
    public List<TypeVariableName> variables() {
        return type.getTypeParameters().stream().map(TwinNames.BOUND::of).toList();
    }

    public boolean isInterface() {
        return type.getKind() == ElementKind.INTERFACE;
    }

    /** The fields of {@code Bound}. */
    public List<ModelField> fields() {
        return declared.stream().filter(ModelField::inTwin).toList();
    }

    /** The methods whose bodies are copied. */
    public Set<ExecutableElement> copied() {
        return methods.stream()
                .filter(m -> m.body().isPresent())
                .map(TwinMethod::element)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The components of {@code Params}. */
    public List<ModelField> components() {
        return fields().stream().filter(ModelField::isInParams).toList();
    }

    /** The fields of {@code Bound} that its constructor gives a value. */
    public List<ModelField> assigned() {
        return fields().stream().filter(f -> f.constant().isEmpty() && !f.isKeptTensor()).toList();
    }

    /** The inherited fields that could hold anything and that no code of the twin reads. */
    public List<ModelField> unread() {
        return declared.stream()
                .filter(f -> f.opaque() && !f.inTwin())
                .filter(f -> !f.element().getEnclosingElement().equals(type))
                .toList();
    }

    public boolean has(ModelField.Role role) {
        return fields().stream().anyMatch(f -> f.role() == role);
    }
}
