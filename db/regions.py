"""The countries of the parts of the world, by their codes."""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Region(StrEnum):
    """A part of the world."""

    AFRICA = "AFRICA"
    ASIA = "ASIA"
    EUROPE = "EUROPE"
    NORTH_AMERICA = "NORTH_AMERICA"
    OCEANIA = "OCEANIA"
    SOUTH_AMERICA = "SOUTH_AMERICA"


_CODES = {
    Region.AFRICA: (
        "ao bf bi bj bw cd cf cg ci cm cv dj dz eg eh er et ga gh gm gn gq gw io ke km lr ls ly ma mg ml mr mu mw mz "
        "na ne ng re rw sc sd sh sl sn so ss st sz td tf tg tn tz ug yt za zm zw"
    ),
    Region.ASIA: (
        "ae af am az bd bh bn bt cn cy ge hk id il in iq ir jo jp kg kh kp kr kw kz la lb lk mm mn mo mv my np om ph "
        "pk ps qa sa sg sy th tj tl tm tr tw uz vn ye"
    ),
    Region.EUROPE: (
        "ad al at ax ba be bg by ch cz de dk ee es fi fo fr gb gg gi gr hr hu ie im is it je li lt lu lv mc md me mk "
        "mt nl no pl pt ro rs ru se si sj sk sm ua va xk"
    ),
    Region.NORTH_AMERICA: (
        "ag ai aw bb bl bm bq bs bz ca cr cu cw dm do gd gl gp gt hn ht jm kn ky lc mf mq ms mx ni pa pm pr sv sx tc "
        "tt us vc vg vi"
    ),
    Region.OCEANIA: "as au ck fj fm gu ki mh mp nc nf nr nu nz pf pg pn pw sb tk to tv um vu wf ws",
    Region.SOUTH_AMERICA: "ar bo br cl co ec fk gf gy pe py sr uy ve",
}
COUNTRIES: Mapping[Region, Sequence[str]] = {region: codes.split() for region, codes in _CODES.items()}
"""By the United Nations' grouping; Central America and the Caribbean belong to the north."""
