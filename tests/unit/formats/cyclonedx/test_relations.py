"""What depends on what, and how the document came about: each case in both spellings."""

import io
import json

import pytest

from noroshi.formats import json_text
from noroshi.formats.bom import BomLimits, ComponentError, Edge, EdgeKind, Enumeration, Service
from noroshi.formats.cyclonedx import read_bom, xml_bom
from noroshi.kernel.errors import MalformedError


def in_json(dependencies, services, metadata):
    header = {"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": metadata}
    return json.dumps(header | {"services": services, "dependencies": dependencies}).encode()


def in_xml(dependencies, services, metadata):
    return (
        '<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><metadata>'
        + "".join(map(metadata_element, metadata.items()))
        + f"</metadata><services>{''.join(map(service_element, services))}</services>"
        + f"<dependencies>{''.join(map(dependency_element, dependencies))}</dependencies></bom>"
    ).encode()


def dependency_element(part):
    ref = f' ref="{part["ref"]}"' if "ref" in part else ""
    inner = [f'<dependency ref="{to}"/>' for to in part.get("dependsOn", ())]
    inner += [f'<provides ref="{to}"/>' for to in part.get("provides", ())]
    return f"<dependency{ref}>{''.join(inner)}</dependency>"


def service_element(part):
    inner = "".join(map(service_element, part.get("services", ())))
    inner = f"<services>{inner}</services>" if inner else ""
    provider = f"<provider>{texts(part['provider'])}</provider>" if "provider" in part else ""
    told = {name: str(value).lower() for name, value in part.items() if name in SERVICE_TEXTS}
    endpoints = "".join(f"<endpoint>{text}</endpoint>" for text in part.get("endpoints", ()))
    data = "".join(
        f"<dataflow><classification flow='{one['flow']}'>{one['classification']}</classification>"
        "</dataflow>"
        for one in part.get("data", ())
    )
    return (
        f'<service bom-ref="{part["bom-ref"]}">{provider}{texts(told)}'
        f"<endpoints>{endpoints}</endpoints><data>{data}</data>{inner}</service>"
    )


def metadata_element(part):
    name, value = part
    if name == "tools" and isinstance(value, dict):
        tools = "".join(
            f"<component type='library'>{texts(x)}</component>" for x in value["components"]
        )
        return f"<tools><components>{tools}</components></tools>"
    if isinstance(value, dict):
        return f"<{name}>{texts(value)}</{name}>"
    one = name.removesuffix("s")
    return f"<{name}>{''.join(f'<{one}>{texts(part)}</{one}>' for part in value)}</{name}>"


def texts(values):
    return "".join(f"<{name}>{text}</{name}>" for name, text in values.items())


SERVICE_TEXTS = ("group", "name", "version", "authenticated", "x-trust-boundary")
SPELLINGS = {"json": in_json, "xml": in_xml}


@pytest.fixture(params=SPELLINGS)
def spelt(request):
    def spell(dependencies=(), services=(), **metadata):
        return SPELLINGS[request.param](list(dependencies), list(services), metadata)

    return spell


@pytest.fixture(params=[7, 100_000])
def chunk(request, monkeypatch):
    monkeypatch.setattr(json_text, "CHUNK", request.param)
    monkeypatch.setattr(xml_bom, "CHUNK", request.param)


def read(document, **limits):
    return list(read_bom(io.BytesIO(document), source="bom", limits=BomLimits(**limits)))


def edges(document, **limits):
    found = [x for x in read(document, **limits)[1:] if not isinstance(x, Service | Enumeration)]
    return [(x.from_ref, x.to_ref, x.kind) for x in found]


def test_what_depends_on_what(spelt, chunk):
    found = edges(
        spelt([
            {"ref": "a", "dependsOn": ["b", "c"]},
            {"ref": "b"},
            {"ref": "c", "dependsOn": ["d"], "provides": ["e"]},
        ])
    )  # fmt: skip
    assert found == [
        ("a", "b", EdgeKind.DEPENDS_ON),
        ("a", "c", EdgeKind.DEPENDS_ON),
        ("c", "d", EdgeKind.DEPENDS_ON),
        ("c", "e", EdgeKind.PROVIDES),
    ]


def test_what_is_listed_and_how_complete_the_list_is():
    compositions = [
        {"aggregate": "complete", "assemblies": ["a"], "dependencies": ["b", 7]},
        {"aggregate": "not_specified", "dependencies": ["c"]},
        "x",
    ]
    whole = json.loads(in_json([{"ref": "a"}], [], {})) | {"compositions": compositions}
    found = read(json.dumps(whole).encode())[1:]
    assert [one for one in found if isinstance(one, Enumeration)] == [
        Enumeration("a", is_listed=True),
        Enumeration("a", is_graded=True),
        Enumeration("b", is_graded=True),
    ]
    places = [one.place for one in found if isinstance(one, ComponentError)]
    assert places == ["/compositions/0/dependencies/1", "/compositions/2"]
    spelt = in_xml([{"ref": "a"}], [], {}).replace(
        b"</bom>",
        b"<compositions><composition><aggregate>complete</aggregate><assemblies><assembly ref='a'/>"
        b"</assemblies><dependencies><dependency ref='b'/></dependencies></composition>"
        b"</compositions></bom>",
    )
    assert [one for one in read(spelt) if isinstance(one, Enumeration)] == [
        Enumeration("a", is_listed=True),
        Enumeration("a", is_graded=True),
        Enumeration("b", is_graded=True),
    ]


def test_services_that_hold_services(spelt, chunk):
    innermost = {"bom-ref": "z", "name": "z"}
    inner = {"bom-ref": "y", "name": "y", "services": [innermost]}
    found = edges(spelt(services=[{"bom-ref": "x", "name": "x", "services": [inner]}]))
    assert found == [("x", "y", EdgeKind.CONTAINS), ("y", "z", EdgeKind.CONTAINS)]


def test_a_service_says_where_it_is_what_it_carries_and_what_it_crosses(spelt, chunk):
    inner = {"bom-ref": "i", "name": "inner", "authenticated": False, "x-trust-boundary": False}
    outer = {
        "bom-ref": "o", "group": "g", "name": "outer", "version": "2", "authenticated": True,
        "provider": {"name": "Provider"}, "endpoints": ["https://a.example/", "mqtt://b.example"],
        "x-trust-boundary": True, "services": [inner, {"bom-ref": "j", "name": "last"}],
        "data": [{"flow": "outbound", "classification": "PII"}],
    }  # fmt: skip
    found = [one for one in read(spelt(services=[outer])) if isinstance(one, Service)]
    assert found == [
        Service(
            place="/services/0", bom_ref="o", group="g", name="outer", version="2",
            provider="Provider", endpoints=("https://a.example/", "mqtt://b.example"),
            is_authenticated=True, crosses_boundary=True, data=(("outbound", "PII"),),
        ),
        Service(
            place="/services/0/services/0", bom_ref="i", name="inner", is_authenticated=False,
            crosses_boundary=False, parent="g/outer",
        ),
        Service(place="/services/0/services/1", bom_ref="j", name="last", parent="g/outer"),
    ]  # fmt: skip


def test_a_part_of_a_service_that_is_wrong_costs_that_part_alone():
    flow = {"flow": "sideways", "classification": "PII"}
    wrong = {"name": "a", "endpoints": "x", "data": [flow], "authenticated": "perhaps"}
    found = read(in_json([], [wrong, {"version": "1"}, 7], {}))[1:]
    assert found[0] == Service(place="/services/0", name="a")
    assert {one.place for one in found[1:]} == {
        "/services/0/endpoints", "/services/0/data/0/flow", "/services/0/authenticated",
        "/services/1", "/services/2",
    }  # fmt: skip
    with pytest.raises(MalformedError):
        read(in_json([], [{"name": "a", "services": [{"name": "b"}] * 9}], {}), components=9)


def test_a_wrong_reference_costs_no_other(spelt):
    found = read(spelt([{"dependsOn": ["b"]}, {"ref": "c", "dependsOn": ["", "d"]}]))[1:]
    assert found == [
        ComponentError("/dependencies/0/ref", "expected a reference"),
        ComponentError("/dependencies/1/dependsOn/0", "expected a reference"),
        Edge("c", "d", EdgeKind.DEPENDS_ON),
    ]


def test_a_dependency_on_very_many_is_read_in_parts(spelt, chunk):
    many = [f"component-{number}" for number in range(200)]
    found = edges(spelt([{"ref": "a", "dependsOn": many}]), value_octets=300)
    assert found == [("a", ref, EdgeKind.DEPENDS_ON) for ref in many]


def test_references_before_what_they_are_of_are_left_out_when_there_are_very_many():
    many = [f"component-{number}" for number in range(200)]
    document = in_json([{"dependsOn": many, "ref": "a"}, {"ref": "b", "dependsOn": ["c"]}], [], {})
    fault, edge = read(document, value_octets=300)[1:]
    assert fault.place == "/dependencies/0/dependsOn"
    assert edge == Edge("b", "c", EdgeKind.DEPENDS_ON)


@pytest.mark.parametrize("part", ["dependencies", "services"])
def test_relations_of_the_wrong_type_are_left_out(part):
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", part: {"ref": "a"}}
    assert read(json.dumps(document).encode())[1:] == [
        ComponentError(f"/{part}", "expected an array")
    ]


def test_who_made_the_document_with_what_and_when(spelt):
    tool = {"name": "scanner", "version": "2.1"}
    document = spelt(
        lifecycles=[{"phase": "build"}],
        tools={"components": [tool]},
        authors=[{"name": "Example Person"}],
    )
    header = read(document)[0]
    assert header.authors == ("Example Person",)
    assert header.tools == ("scanner 2.1",)
    assert header.contexts == ("build",)


def test_tools_as_they_were_until_version_1_4_and_the_maker_of_the_document(spelt):
    document = spelt(tools=[{"name": "old"}], manufacturer={"name": "Example Works"})
    header = read(document)[0]
    assert (header.tools, header.authors) == (("old",), ("Example Works",))
