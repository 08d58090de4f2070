package org.higher.processor.names;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.higher.processor.types.Inheritance;

/**
 * What names mean at the level of declarations: members of a class and of those around it, imports,
 * the package. All of it is known before bodies are attributed.
 */
final class Declarations {
    private final Elements elements;
    private final TypeElement type;
    private final List<ImportTree> imports;
    private final ModuleImports moduleImports;
    private final Map<TypeElement, List<? extends Element>> members = new HashMap<>();

    private Declarations(
            Elements elements,
            TypeElement type,
            List<ImportTree> imports,
            ModuleImports moduleImports) {
        this.elements = elements;
        this.type = type;
        this.imports = imports;
        this.moduleImports = moduleImports;
    }

    /** What there is around the members of a class. */
    static Declarations of(Elements elements, TypeElement type, CompilationUnitTree unit) {
        List<ImportTree> imports =
                unit.getImports().stream()
                        .<ImportTree>map(i -> i)
                        .filter(i -> !ModuleImports.isModule(i))
                        .toList();
        ModuleImports modules = ModuleImports.of(elements, type, unit.getImports());
        return new Declarations(elements, type, imports, modules);
    }

    /** What a simple name means as a variable: fields from the inside out, then static imports. */
    Optional<Meaning> variable(String name) {
        for (TypeElement c : enclosing()) {
            Optional<VariableElement> field = field(c, name);
            if (field.isPresent()) {
                return field.map(Meaning.Field::new);
            }
        }
        return staticImports(name).stream()
                .filter(e -> e.getKind().isField())
                .findFirst()
                .map(e -> new Meaning.Field((VariableElement) e));
    }

    /** What a simple name means as a method: the innermost class that has one hides all others. */
    Optional<Meaning> method(String name) {
        for (TypeElement c : enclosing()) {
            List<ExecutableElement> methods = methods(c, name);
            if (!methods.isEmpty()) {
                return Optional.of(new Meaning.Methods(methods));
            }
        }
        List<ExecutableElement> imported = ElementFilter.methodsIn(staticImports(name));
        return imported.isEmpty() ? Optional.empty() : Optional.of(new Meaning.Methods(imported));
    }

    /** What a simple name means as a type. */
    Optional<Meaning> type(String name) {
        for (TypeElement c : enclosing()) {
            Optional<? extends TypeParameterElement> parameter =
                    c.getTypeParameters().stream()
                            .filter(p -> p.getSimpleName().contentEquals(name))
                            .findFirst();
            if (parameter.isPresent()) {
                return parameter.map(Meaning.TypeParameter::new);
            }
            if (c.getSimpleName().contentEquals(name)) {
                return Optional.of(new Meaning.Type(c));
            }
            Optional<TypeElement> member = memberType(c, name);
            if (member.isPresent()) {
                return member.map(Meaning.Type::new);
            }
        }
        for (ImportTree i : imports) {
            if (last(i).equals(name)) {
                Optional<TypeElement> imported = byName(i.getQualifiedIdentifier().toString());
                if (imported.isPresent()) {
                    return imported.map(Meaning.Type::new);
                }
                if (!i.isStatic()) {
                    return Optional.of(new Meaning.Imported(prefix(i), name));
                }
            }
        }
        Optional<TypeElement> found = inPackage(name);
        for (ImportTree i : imports) {
            if (found.isEmpty() && last(i).equals("*")) {
                found = byName(prefix(i) + "." + name);
            }
        }
        return found.or(() -> byName("java.lang." + name))
                .or(() -> moduleImports.type(name))
                .map(Meaning.Type::new);
    }

    /** A type by its canonical name. */
    Optional<TypeElement> byName(String canonicalName) {
        ModuleElement module = elements.getModuleOf(type);
        return Optional.ofNullable(
                module == null
                        ? elements.getTypeElement(canonicalName)
                        : elements.getTypeElement(module, canonicalName));
    }

    /** A field of a class, its own or inherited. */
    Optional<VariableElement> field(TypeElement owner, String name) {
        return nearest(ElementFilter.fieldsIn(members(owner)), name);
    }

    /** The methods of a name of a class, its own and inherited. */
    List<ExecutableElement> methods(TypeElement owner, String name) {
        List<ExecutableElement> named =
                ElementFilter.methodsIn(members(owner)).stream()
                        .filter(m -> m.getSimpleName().contentEquals(name))
                        .toList();
        return named.stream()
                .filter(m -> named.stream().noneMatch(other -> elements.hides(other, m)))
                .toList();
    }

    /** The member of a name that hides those of classes and interfaces above. */
    private static <E extends Element> Optional<E> nearest(List<E> members, String name) {
        List<E> named =
                members.stream().filter(m -> m.getSimpleName().contentEquals(name)).toList();
        return named.stream()
                .filter(
                        m ->
                                named.stream()
                                        .noneMatch(
                                                other ->
                                                        Inheritance.isAbove(
                                                                m.getEnclosingElement(),
                                                                other.getEnclosingElement())))
                .findFirst();
    }

    /** A member type of a class, its own or inherited. */
    Optional<TypeElement> memberType(TypeElement owner, String name) {
        return nearest(ElementFilter.typesIn(members(owner)), name);
    }

    List<? extends Element> members(TypeElement owner) {
        return members.computeIfAbsent(owner, elements::getAllMembers);
    }

    private Optional<TypeElement> inPackage(String name) {
        PackageElement home = elements.getPackageOf(type);
        return byName(home.isUnnamed() ? name : home.getQualifiedName() + "." + name);
    }

    /** The class itself and those around it, inside out. */
    private List<TypeElement> enclosing() {
        List<TypeElement> classes = new ArrayList<>();
        for (Element e = type; e.getKind() != ElementKind.PACKAGE; e = e.getEnclosingElement()) {
            classes.add((TypeElement) e);
        }
        return classes;
    }

    /** Single imports hide those on demand. */
    private List<Element> staticImports(String name) {
        List<Element> single = staticImports(name, name);
        return single.isEmpty() ? staticImports(name, "*") : single;
    }

    private List<Element> staticImports(String name, String importedAs) {
        List<Element> found = new ArrayList<>();
        for (ImportTree i : imports) {
            if (i.isStatic() && last(i).equals(importedAs)) {
                byName(prefix(i)).map(this::members).stream()
                        .flatMap(List::stream)
                        .filter(m -> m.getSimpleName().contentEquals(name))
                        .filter(m -> m.getModifiers().contains(Modifier.STATIC))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static String last(ImportTree i) {
        return ((MemberSelectTree) i.getQualifiedIdentifier()).getIdentifier().toString();
    }

    private static String prefix(ImportTree i) {
        return ((MemberSelectTree) i.getQualifiedIdentifier()).getExpression().toString();
    }
}
