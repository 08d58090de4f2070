package org.higher.processor.names;

import com.sun.source.tree.ImportTree;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.ModuleElement.ExportsDirective;
import javax.lang.model.element.ModuleElement.RequiresDirective;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/** What {@code import module} imports, since Java 25 (JLS 7.5.5). */
final class ModuleImports {
    private final Elements elements;
    private final TypeElement importing;
    private final List<String> modules;

    private ModuleImports(Elements elements, TypeElement importing, List<String> modules) {
        this.elements = elements;
        this.importing = importing;
        this.modules = modules;
    }

    static ModuleImports of(
            Elements elements, TypeElement importing, List<? extends ImportTree> imports) {
        List<String> modules =
                imports.stream()
                        .filter(ModuleImports::isModule)
                        .map(i -> i.getQualifiedIdentifier().toString())
                        .toList();
        return new ModuleImports(elements, importing, modules);
    }

    /** The oldest JDK that this processor runs on has no method that says so. */
    static boolean isModule(ImportTree tree) {
        return tree.toString().startsWith("import module ");
    }

    /** The type of a simple name in the packages that the modules export. */
    Optional<TypeElement> type(String simpleName) {
        Set<ModuleElement> exporting = new LinkedHashSet<>();
        for (String module : modules) {
            Optional.ofNullable(elements.getModuleElement(module))
                    .ifPresent(m -> collect(m, exporting));
        }
        return exporting.stream()
                .flatMap(m -> ElementFilter.exportsIn(m.getDirectives()).stream())
                .filter(this::isExportedHere)
                .map(ExportsDirective::getPackage)
                .flatMap(p -> type(p, simpleName).stream())
                .findFirst();
    }

    private static void collect(ModuleElement module, Set<ModuleElement> found) {
        if (found.add(module)) {
            ElementFilter.requiresIn(module.getDirectives()).stream()
                    .filter(RequiresDirective::isTransitive)
                    .forEach(r -> collect(r.getDependency(), found));
        }
    }

    private boolean isExportedHere(ExportsDirective exports) {
        return exports.getTargetModules() == null
                || exports.getTargetModules().contains(elements.getModuleOf(importing));
    }

    private Optional<TypeElement> type(PackageElement home, String simpleName) {
        ModuleElement module = elements.getModuleOf(home);
        String name = home.getQualifiedName() + "." + simpleName;
        return Optional.ofNullable(elements.getTypeElement(module, name))
                .filter(t -> t.getModifiers().contains(Modifier.PUBLIC));
    }
}
