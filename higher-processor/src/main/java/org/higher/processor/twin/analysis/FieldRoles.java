package org.higher.processor.twin.analysis;

import com.palantir.javapoet.TypeName;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.twin.analysis.ModelField.Role;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.twin.hierarchy.MemberNames;
import org.higher.processor.types.Shape;

/** What each field of a model is to its twin: by its type, its annotation, or what is put there. */
final class FieldRoles {
    private final Hierarchy hierarchy;
    private final MemberNames names;
    private final InertTypes inert;
    private final CopyContext context;

    FieldRoles(CopyContext context, InertTypes inert) {
        this.context = context;
        this.hierarchy = context.hierarchy();
        this.names = context.placement().names();
        this.inert = inert;
    }

    /** A field; {@code mentioned} says whether copied code mentions it. */
    ModelField of(VariableElement field, boolean mentioned) {
        TypeMirror type = hierarchy.type(field);
        boolean array = context.declared().isArray(field);
        Optional<Shape> shape = context.declared().shape(field);
        Role declared = context.declared().of(field);
        boolean configuration = declared == Role.CONFIGURATION;
        boolean kept = configuration && context.kept().contain(field);
        boolean tensor = array || kept && shape.isPresent();
        boolean opaque = configuration && !tensor && !inert.isInert(type);
        boolean own = field.getEnclosingElement().equals(hierarchy.model());
        boolean open =
                !array && !field.getModifiers().contains(Modifier.PRIVATE) && (own || !opaque);
        return new ModelField(
                field,
                names.of(field),
                type,
                kept ? Role.STATE : declared,
                configuration ? Optional.empty() : shape,
                opaque,
                !configuration || mentioned || open,
                configuration ? context.privateTypes().counterpart(type) : copies(shape, mentioned),
                context.late().contain(field),
                declared == Role.MODULE && isOffered(names.of(field)),
                array);
    }

    /** The type of a field with objects of private types, of which copied code needs copies. */
    private static Optional<TypeName> copies(Optional<Shape> shape, boolean mentioned) {
        return shape.filter(s -> mentioned && s.values().anyMatch(Shape.ValueOf::copied))
                .map(Shape::boundType);
    }

    /** Whether an accessor of a name would not be another method. */
    private boolean isOffered(String name) {
        Stream<ExecutableElement> inherited =
                ElementFilter.methodsIn(hierarchy.elements().getAllMembers(hierarchy.model()))
                        .stream();
        return !name.equals("params")
                && Stream.concat(inherited, hierarchy.methods().stream())
                        .filter(m -> m.getParameters().isEmpty())
                        .noneMatch(m -> names.of(m).equals(name));
    }
}
