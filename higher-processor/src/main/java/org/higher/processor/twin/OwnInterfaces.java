package org.higher.processor.twin;

import com.palantir.javapoet.TypeName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.javac.Javac;
import org.higher.processor.pipeline.Context;
import org.higher.processor.twin.analysis.ModelField;
import org.higher.processor.twin.analysis.TwinMethod;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inaccessible;
import org.higher.processor.types.RuntimeTypes;

/**
 * The model's interfaces that {@code Bound} implements as well: those whose methods it has, with
 * the same types.
 */
final class OwnInterfaces {
    private final TwinModel model;
    private final Javac javac;
    private final Elements elements;
    private final Types types;

    private OwnInterfaces(TwinModel model, Context context) {
        this.model = model;
        this.javac = context.javac();
        this.elements = context.elements();
        this.types = context.types();
    }

    static List<TypeName> of(TwinModel model, Context context) {
        OwnInterfaces own = new OwnInterfaces(model, context);
        List<DeclaredType> chosen = new ArrayList<>();
        for (DeclaredType type : own.all()) {
            if (chosen.stream().noneMatch(c -> own.types.isSubtype(c, type))
                    && own.canImplement(type)
                    && own.inheritsNothingTwice(type, chosen)) {
                chosen.add(type);
            }
        }
        return chosen.stream().map(TypeName::get).toList();
    }

    /** All interfaces of the model, those first that it names. */
    private List<DeclaredType> all() {
        Map<String, DeclaredType> found = new LinkedHashMap<>();
        add(model.type().asType(), found);
        return List.copyOf(found.values());
    }

    private void add(TypeMirror type, Map<String, DeclaredType> found) {
        for (TypeMirror above : types.directSupertypes(type)) {
            if (above instanceof DeclaredType d
                    && d.asElement().getKind() == ElementKind.INTERFACE) {
                found.putIfAbsent(d.toString(), d);
            }
            add(above, found);
        }
    }

    private boolean canImplement(DeclaredType type) {
        TypeElement element = (TypeElement) type.asElement();
        List<ExecutableElement> methods = methods(element);
        return !Annotations.isFunctional(element)
                && !element.getModifiers().contains(Modifier.SEALED)
                && Inaccessible.ofType(element, model.type(), elements).isEmpty()
                && !isAuxiliary(element)
                && (isNamed(type) || isKnownHere(element))
                && isSame(type)
                && methods.stream().anyMatch(OwnInterfaces::isAbstract)
                && methods.stream().allMatch(m -> isThere(m, type));
    }

    /** Whether the model's own heading names an interface, so that the twin's may as well. */
    private boolean isNamed(DeclaredType type) {
        return model.type().getInterfaces().stream().anyMatch(i -> types.isSameType(i, type));
    }

    /** What only a superclass names may be deprecated, or hidden in the module of that. */
    private boolean isKnownHere(TypeElement type) {
        return !elements.isDeprecated(type)
                && (type.getQualifiedName().toString().startsWith("java.")
                        || Objects.equals(
                                elements.getModuleOf(type), elements.getModuleOf(model.type())));
    }

    /** Javac warns of a class that other files use and that is in no file of its name. */
    private boolean isAuxiliary(TypeElement type) {
        Element outermost = type;
        while (outermost.getEnclosingElement() instanceof TypeElement around) {
            outermost = around;
        }
        return javac.hasSource((TypeElement) outermost)
                && !javac.file(outermost).name().equals(outermost.getSimpleName() + ".java");
    }

    private List<ExecutableElement> methods(TypeElement type) {
        return ElementFilter.methodsIn(elements.getAllMembers(type)).stream()
                .filter(m -> m.getEnclosingElement().getKind() == ElementKind.INTERFACE)
                .filter(m -> !m.getModifiers().contains(Modifier.STATIC))
                .filter(m -> !m.getModifiers().contains(Modifier.PRIVATE))
                .toList();
    }

    private static boolean isAbstract(ExecutableElement method) {
        return method.getModifiers().contains(Modifier.ABSTRACT);
    }

    /** Whether {@code Bound} has a method, or inherits it as the model does. */
    private boolean isThere(ExecutableElement method, DeclaredType of) {
        ExecutableType type = (ExecutableType) types.asMemberOf(of, method);
        if (Stream.concat(model.methods().stream(), model.accessors().stream())
                .anyMatch(copy -> implementsIt(copy, method, type))) {
            return true;
        }
        boolean overridden =
                ElementFilter.methodsIn(elements.getAllMembers(model.type())).stream()
                        .anyMatch(m -> elements.overrides(m, method, model.type()));
        return !isAbstract(method)
                && !overridden
                && !names().contains(method.getSimpleName().toString());
    }

    private boolean implementsIt(TwinMethod copy, ExecutableElement method, ExecutableType type) {
        return copy.isOpen()
                && copy.element().getSimpleName().equals(method.getSimpleName())
                && copy.element().getModifiers().contains(Modifier.PUBLIC)
                && type.getTypeVariables().isEmpty()
                && types.isSubsignature(copy.type(), type)
                && Stream.concat(
                                copy.type().getParameterTypes().stream(),
                                Stream.of(copy.type().getReturnType()))
                        .allMatch(this::isSame)
                && types.isSubtype(copy.type().getReturnType(), type.getReturnType());
    }

    /** What {@code Bound} declares itself. */
    private Set<String> names() {
        Stream<String> copied =
                Stream.concat(model.methods().stream(), model.accessors().stream())
                        .map(TwinMethod::name);
        Stream<String> offered =
                model.fields().stream().filter(ModelField::offered).map(ModelField::name);
        Stream<String> inherited =
                elements
                        .getAllMembers(
                                elements.getTypeElement(RuntimeTypes.BOUND_MODULE.canonicalName()))
                        .stream()
                        .map(m -> m.getSimpleName().toString());
        return Stream.of(copied, offered, inherited, model.helpers().stream().map(h -> h.name()))
                .flatMap(s -> s)
                .collect(Collectors.toSet());
    }

    /** Whether the twin writes a type as the model does. */
    private boolean isSame(TypeMirror type) {
        return isPlain(type) && model.types().of(type).equals(TypeName.get(type));
    }

    private static boolean isPlain(TypeMirror type) {
        return switch (type.getKind()) {
            case TYPEVAR, WILDCARD, ERROR -> false;
            case ARRAY -> isPlain(((ArrayType) type).getComponentType());
            case DECLARED ->
                    ((DeclaredType) type)
                            .getTypeArguments().stream().allMatch(OwnInterfaces::isPlain);
            default -> true;
        };
    }

    /** Two interfaces with a default method of one name would need a method that chooses. */
    private boolean inheritsNothingTwice(DeclaredType type, List<DeclaredType> others) {
        Set<String> inherited = inherited(type);
        return others.stream().noneMatch(o -> inherited(o).stream().anyMatch(inherited::contains));
    }

    private Set<String> inherited(DeclaredType type) {
        return methods((TypeElement) type.asElement()).stream()
                .filter(m -> !isAbstract(m))
                .map(m -> m.getSimpleName().toString())
                .collect(Collectors.toSet());
    }
}
